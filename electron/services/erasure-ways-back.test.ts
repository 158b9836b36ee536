import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { v7 } from 'uuid';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { deviceIdSchema, entitlementIdSchema, personIdSchema } from '../../shared/domain/ids.ts';
import { addDays } from '../../shared/domain/local-date.ts';
import { registryStream, siteStream } from '../../shared/operations/kind.ts';
import { findChainFault, hashOf, type Operation } from '../../shared/operations/operation.ts';
import { sha256 } from '../database/hashing.ts';
import { iterateOperations } from '../database/log.ts';
import { reapply } from '../database/salvage.ts';
import { anErasureDesk, kindsOf } from '../erasure-desk-fixture.ts';
import { householdIdOfCode } from '../households/import-households.ts';
import { receive } from '../interleave-fixture.ts';
import { newId } from '../merge-desk-fixture.ts';
import { createCardsService } from './cards.ts';
import { createEntitlementsService } from './entitlements.ts';
import { createHouseholdImportService } from './household-import.ts';
import { createRegistersService } from './registers.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bancone-erasure-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const aDesk = () => anErasureDesk(folder);

/** By its text: everything in the log that still says something. */
const whatIsSaid = (database: Parameters<typeof kindsOf>[0]) =>
  kindsOf(database).flatMap(({ type, body }) => (body === null ? [] : [`${type} ${body}`]));

/** The same operation as a version of this program would write it, at another counter, that is not there yet. */
function ofLater(operation: Operation, changed: Partial<Operation>): Operation {
  const another = { id: newId(), deviceId: deviceIdSchema.parse(v7()), seq: 1 };
  const { hash: _hash, salt, body, ...header } = { ...operation, ...changed, ...another };
  return { ...header, hash: hashOf(sha256, header), salt, body };
}

test('what a newer version wrote, which nobody here can read, goes with it, before the order and after it', async () => {
  const desk = aDesk();
  const log = [...iterateOperations(desk.db)].map(({ operation }) => operation);
  const written = log.filter(({ type }) => type === 'contacts.set');
  const inRegister = { type: 'visit.written', stream: registryStream(desk.organisationId) };
  const raw = written.flatMap((each) => [ofLater(each, { version: 99 }), ofLater(each, inRegister)]);
  const elsewhere = written.map((each) =>
    ofLater(each, { type: 'sale.planned', stream: siteStream(desk.siteId) }),
  );
  await desk.erase(desk.household.householdId);
  const order = [...iterateOperations(desk.db)].slice(log.length).map(({ operation }) => operation);
  const late = [...raw, ...elsewhere].map((each) => ofLater(each, {}));
  const all = [...log, ...raw, ...elsewhere, ...order, ...late].map((operation) => ({ operation }));
  const received = receive(all, desk.deviceId);
  const said = whatIsSaid(received).filter((text) =>
    /^(contacts.set|visit.written|sale.planned) /.test(text),
  );
  const of = (householdId: string) =>
    said.filter((text) => text.includes(householdId)).map((text) => text.split(' ')[0]);
  // What is not personal by its type nor by its stream stays, though it names the household.
  expect(of(desk.household.householdId)).toEqual(['sale.planned', 'sale.planned']);
  expect(of(desk.other.householdId)).toHaveLength(7);
});

test('what is salvaged from a damaged file comes back without it', async () => {
  const desk = aDesk();
  const log = [...iterateOperations(desk.db)].map(({ operation }) => operation);
  await desk.erase(desk.household.householdId);
  const order = [...iterateOperations(desk.db)].slice(log.length);
  const sound = receive(order, desk.deviceId);
  sound.inTransaction((tx) => {
    for (const operation of log) reapply(tx, operation);
  });
  expect(whatIsSaid(sound).sort()).toEqual(whatIsSaid(desk).sort());
  for (const { operation } of iterateOperations(sound.db)) {
    expect(findChainFault(sha256, undefined, operation)).toBeNull();
  }
});

test('an old list does not bring it back, and says so', async () => {
  const desk = aDesk();
  const { handlers } = createHouseholdImportService(desk.context);
  const contentBase64 = Buffer.from('Codice nucleo;Cognome;Nome\n12;Neri;Ada\n13;Verdi;Eva\n').toString(
    'base64',
  );
  const apply = async () => {
    const preview = await handlers['householdImport.preview'](desk.office, { contentBase64 });
    if (!preview.ok) throw new Error(preview.error.type);
    const { importId, refused } = preview.value;
    return [await handlers['householdImport.apply'](desk.office, { importId }), refused];
  };
  await apply();
  const householdId = householdIdOfCode(desk.organisationId, '12');
  await desk.erase(householdId);
  const before = whatIsSaid(desk);
  expect(await apply()).toMatchObject([
    { ok: true, value: { added: 0, changed: 0, refused: 1 } },
    [{ lineNumber: 2, reason: { type: 'HouseholdErased' } }],
  ]);
  expect(whatIsSaid(desk)).toEqual(before);
});

test('a form that was open while the order came saves nothing and says that nothing was saved', async () => {
  const desk = aDesk();
  const { householdId } = desk.household;
  const registers = createRegistersService(desk.context).handlers;
  const entitlements = createEntitlementsService(desk.context).handlers;
  const cards = createCardsService(desk.context, {
    draw: () => Promise.reject(new Error('not in this test')),
    paperDoor: {
      printPdf: () => Promise.reject(new Error('not in this test')),
      printFile: () => Promise.reject(new Error('not in this test')),
    },
  }).handlers;
  await desk.erase(householdId);
  const before = whatIsSaid(desk);
  const by = () => ({ operationId: newId(), householdId });
  const person = {
    personId: personIdSchema.parse(v7()),
    ...{ surname: 'Rossi', name: null, birthDate: null, sex: null, codiceFiscale: null, relation: null },
    ...{ isHolder: true, isDelegate: false },
  };
  const days = { startsOn: desk.clock.today, endsOn: addDays(desk.clock.today, 30) };
  const entitlementId = entitlementIdSchema.parse(v7());
  const { entitlementId: running } = desk.household;
  const other = desk.other.householdId;
  const details = {
    ...{ displayName: 'Rossi Anna', size: 3, childBirthMonths: [], delegateNames: [] },
    ...{ preferredLanguage: 'it' as const, siteId: desk.siteId },
  };
  const answers = await Promise.all([
    registers['registers.setPerson'](desk.office, { ...by(), person }),
    registers['registers.writeNote'](desk.office, { ...by(), text: 'piange' }),
    registers['registers.setContacts'](desk.office, {
      ...by(),
      contacts: { phones: ['0721 1'], email: null, address: null },
    }),
    desk.households['households.change'](desk.office, {
      ...by(),
      details,
      codiciFiscali: [],
      forgetsCodiciFiscali: false,
    }),
    entitlements['entitlements.assessIsee'](desk.office, {
      ...by(),
      isee: { band: 1, expiresOn: days.endsOn },
    }),
    entitlements['entitlements.grant'](desk.office, {
      ...by(),
      entitlementId,
      schemeId: desk.schemeId,
      ...days,
    }),
    entitlements['entitlements.change'](desk.office, { ...by(), entitlementId: running, ...days }),
    entitlements['entitlements.resume'](desk.office, { ...by(), entitlementId: running }),
    cards['cards.issue'](desk.office, by()),
    desk.merge(householdId, other),
    desk.merge(other, householdId),
  ]);
  expect(answers).toEqual(answers.map(() => ({ ok: false, error: { type: 'HouseholdUnknown' } })));
  expect(whatIsSaid(desk)).toEqual(before);
});
