import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { v7 } from 'uuid';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { codiceFiscaleSchema } from '../../shared/domain/codice-fiscale.ts';
import { householdShortCode } from '../../shared/domain/household-code.ts';
import { type HouseholdId, type OperationId, personIdSchema } from '../../shared/domain/ids.ts';
import { addDays } from '../../shared/domain/local-date.ts';
import { entitlementExplained, iseeAssessed } from '../../shared/operations/entitlement-operations.ts';
import { householdErased } from '../../shared/operations/erasure-operations.ts';
import { householdSet } from '../../shared/operations/household-operations.ts';
import type { OperationKind } from '../../shared/operations/kind.ts';
import { findKind } from '../../shared/operations/kinds.ts';
import { findChainFault } from '../../shared/operations/operation.ts';
import {
  contactsSet,
  householdNoteTakenBack,
  householdNoteWritten,
  personConditionsSet,
  personSet,
} from '../../shared/operations/register-operations.ts';
import { listAccesses } from '../database/access-log.ts';
import type { BanconeDatabase, SqlValue } from '../database/database.ts';
import { readErasureRegister } from '../database/erasure-register.ts';
import { sha256 } from '../database/hashing.ts';
import { findHousehold } from '../database/households.ts';
import {
  insertOperation,
  iterateOperations,
  type LoggedOperation,
  numberOfDevice,
  startChain,
} from '../database/log.ts';
import { openMemoryDatabase } from '../database/open.ts';
import { project } from '../database/project.ts';
import { PROJECTION_TABLES, rebuildProjections } from '../database/rebuild.ts';
import { idFromBytes } from '../database/uuid-bytes.ts';
import { readZip } from '../documents/read-zip.fixture.ts';
import { settleErasures } from '../households/erase-household.ts';
import { aMergeDesk, newId } from '../merge-desk-fixture.ts';
import { createErasureService } from './erasure.ts';
import { createStatementsService } from './statements.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bancone-erasure-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const SECRETS = ['Rossi', 'Anna', 'RSSMRA80A01H501U', '0721 123456', 'piange spesso', 'poverty'];

/** An office with one household of which something of every personal kind is known, and another that must stay. */
function aDesk() {
  const desk = aMergeDesk();
  const { handlers } = createErasureService(desk.context, { dataFolder: folder, onBug: raise });
  const statements = createStatementsService(desk.context, {
    draw: refuse,
    writeMovements: refuse,
    paperDoor: { printPdf: refuse, listPrinters: refuse },
  } as unknown as Parameters<typeof createStatementsService>[1]).handlers; // no paper is drawn here
  const household = desk.aHousehold({ displayName: 'Rossi Anna', size: 2 });
  const other = desk.aHousehold({ displayName: 'Verdi Ugo', size: 1 });
  fillRegister(desk, household);
  fillRegister(desk, other);
  const erase = (householdId: HouseholdId, typed = householdShortCode(householdId), operationId = newId()) =>
    handlers['erasure.erase'](desk.office, { operationId, householdId, reason: 'asked', typed });
  return { ...desk, erasure: handlers, statements, household, other, erase };
}
type Desk = ReturnType<typeof aDesk>;

const raise = (error: unknown) => {
  throw error;
};
const refuse = () => Promise.reject(new Error('not in this test'));

function fillRegister(
  desk: ReturnType<typeof aMergeDesk>,
  {
    householdId,
    entitlementId,
  }: { householdId: HouseholdId; entitlementId: Desk['household']['entitlementId'] },
) {
  const { organisationId } = desk;
  const inRegister = { organisationId, householdId };
  const writeWith = <Body>(
    kind: OperationKind<Body>,
    body: NoInfer<Body>,
    named: { causeId?: OperationId; reversesId?: OperationId },
  ) =>
    desk.inTransaction((tx) =>
      desk.context.record(tx, { id: newId(), kind, body, businessOn: desk.clock.today, ...named }),
    );
  desk.write(householdSet, {
    householdId,
    codiceFiscaleHashes: ['cd'.repeat(32)],
    delegateNames: ['Bruni Carla'],
  });
  const personId = personIdSchema.parse(v7());
  const codiceFiscale = codiceFiscaleSchema.parse('RSSMRA80A01H501U');
  desk.write(personSet, {
    ...inRegister,
    personId,
    surname: 'Rossi',
    name: 'Anna',
    codiceFiscale,
    isHolder: true,
  });
  desk.write(personConditionsSet, { ...inRegister, personId, isHomeless: true });
  desk.write(contactsSet, { ...inRegister, phones: ['0721 123456'] });
  const note = desk.write(householdNoteWritten, { ...inRegister, text: 'piange spesso' });
  writeWith(householdNoteTakenBack, inRegister, { reversesId: note.operation.id });
  desk.write(householdNoteWritten, { ...inRegister, text: 'piange spesso ancora' });
  desk.write(iseeAssessed, {
    ...inRegister,
    isee: { band: 1, expiresOn: addDays(desk.clock.today, 90), valueCents: 500_000 },
  });
  writeWith(
    entitlementExplained,
    { ...inRegister, entitlementId, explanation: { of: 'suspension', reason: 'other' } },
    { causeId: note.operation.id },
  );
}

const kindsOf = ({ raw }: BanconeDatabase) =>
  raw
    .prepare<[], { type: string; body: string | null }>(
      'SELECT type, body FROM operation JOIN kind USING (kind)',
    )
    .all();

/** Every projection, with this database's numbers replaced by the ids that they stand for. */
function tablesOf({ raw }: BanconeDatabase): Record<string, string[]> {
  const households = new Map(
    raw
      .prepare<[], { household: number; household_id: string }>(
        'SELECT household, household_id FROM household_key',
      )
      .all()
      .map((row) => [row.household, row.household_id]),
  );
  const operations = new Map(
    raw
      .prepare<[], { n: number; id: string }>('SELECT n, hex(id) AS id FROM operation')
      .all()
      .map(({ n, id }) => [n, id]),
  );
  const inWords = (column: string, value: SqlValue) => {
    if (typeof value !== 'number')
      return value instanceof Uint8Array ? Buffer.from(value).toString('hex') : value;
    if (/household|_into$/.test(column)) return households.get(value) ?? value;
    if (column === 'n' || column === 'given_n') return operations.get(value) ?? value;
    return ['kind', 'device', 'stream', 'product'].includes(column) ? null : value;
  };
  return Object.fromEntries(
    PROJECTION_TABLES.map((table) => [
      table,
      raw
        .prepare<[], Record<string, SqlValue>>(`SELECT * FROM ${table}`)
        .all()
        .map((row) => JSON.stringify(Object.entries(row).map(([column, value]) => inWords(column, value))))
        .sort(),
    ]),
  );
}

const issueStatement = (desk: Desk, householdId: HouseholdId) =>
  desk.statements['statements.issue'](desk.office, {
    operationId: newId(),
    householdId,
    purse: 'points',
    from: addDays(desk.clock.today, -20),
    to: desk.clock.today,
    language: 'it',
  });

describe('an erased household', () => {
  test('leaves no word of itself in the whole file, while another one keeps all of its own', async () => {
    const desk = aDesk();
    await desk.shop(desk.household.cardNumber, 1);
    const before = tablesOf(desk);
    expect(await issueStatement(desk, desk.household.householdId)).toMatchObject({ ok: true });
    expect(await issueStatement(desk, desk.other.householdId)).toMatchObject({ ok: true });
    const withStatements = kindsOf(desk).filter(({ type }) => type === 'statement.issued');
    expect(withStatements).toHaveLength(2);
    expect(await desk.erase(desk.household.householdId, 'ROSSI')).toEqual({ ok: true, value: null });

    const own = desk.raw
      .prepare<[], { type: string; body: string | null; subject: string | null }>(
        'SELECT type, body, subject FROM operation JOIN kind USING (kind) LEFT JOIN history USING (n)',
      )
      .all();
    const erased = own.filter(({ body }) => body === null);
    expect(erased.map(({ type }) => type).sort()).toEqual([
      'contacts.set',
      'entitlement.explained',
      'household.set',
      'household.set',
      'householdNote.takenBack',
      'householdNote.written',
      'householdNote.written',
      'isee.assessed',
      'person.set',
      'personConditions.set',
      'statement.issued',
    ]);
    // Of the other household every body is still there.
    expect(
      kindsOf(desk).filter(({ type, body }) => type === 'statement.issued' && body !== null),
    ).toHaveLength(1);
    expect(findHousehold(desk.db, desk.other.householdId)?.displayName).toBe('Verdi Ugo');
    expect(findHousehold(desk.db, desk.household.householdId)).toMatchObject({
      displayName: null,
      delegateNames: [],
      size: 1,
      siteId: null,
    });
    const after = tablesOf(desk);
    for (const table of ['movement', 'household_balance', 'sale', 'allowance'])
      expect(after[table]).toEqual(before[table]);
    expect(desk.imbalance()).toEqual([]);
    const words = Object.values(after)
      .flat()
      .filter((row) => row.includes(desk.household.householdId));
    for (const secret of SECRETS) expect(words.filter((row) => row.includes(secret))).toEqual([]);
  });

  test('keeps the chain valid, and a rebuild makes the same tables', async () => {
    const desk = aDesk();
    await desk.shop(desk.household.cardNumber, 1);
    await issueStatement(desk, desk.household.householdId);
    await desk.erase(desk.household.householdId);
    let last: { seq: number; hash: string } | null = null;
    for (const { operation } of iterateOperations(desk.db)) {
      expect(findChainFault(sha256, last, operation)).toBeNull();
      last = operation;
    }
    const live = tablesOf(desk);
    rebuildProjections(desk.inTransaction);
    expect(tablesOf(desk)).toEqual(live);
  });

  test('opens no basket any more: its cards are blocked and its right is suspended', async () => {
    const desk = aDesk();
    await desk.erase(desk.household.householdId);
    await desk.till['till.scan'](desk.cashier, { text: desk.household.cardNumber });
    await desk.till['till.scan'](desk.cashier, { text: '8076800195057' });
    const view = await desk.till['till.view'](desk.cashier, {});
    if (!view.ok) throw new Error('no view');
    const sale = await desk.till['till.complete'](desk.cashier, { basketId: view.value.basketId });
    expect(sale.ok).toBe(false);
  });

  test('erased while its basket is open at the till, the basket is refused and nothing breaks', async () => {
    const desk = aDesk();
    await desk.till['till.scan'](desk.cashier, { text: desk.household.cardNumber });
    await desk.till['till.scan'](desk.cashier, { text: '8076800195057' });
    expect((await desk.erase(desk.household.householdId)).ok).toBe(true);
    const view = await desk.till['till.view'](desk.cashier, {});
    if (!view.ok) throw new Error('no view');
    expect(JSON.stringify(view.value)).not.toContain('Rossi');
    const sale = await desk.till['till.complete'](desk.cashier, { basketId: view.value.basketId });
    expect(sale.ok).toBe(false);
    await desk.till['till.scan'](desk.cashier, { text: desk.other.cardNumber });
    await desk.complete();
  });

  test('is erased once however often it is asked for, and a second order from elsewhere changes nothing', async () => {
    const desk = aDesk();
    const operationId = newId();
    const { householdId } = desk.household;
    await desk.erase(householdId, 'Rossi Anna', operationId);
    expect(await desk.erase(householdId, 'Rossi Anna', operationId)).toEqual({ ok: true, value: null });
    expect(await desk.erase(householdId)).toEqual({ ok: false, error: { type: 'HouseholdErased' } });
    const { household_erasure: orders, history, ...rest } = tablesOf(desk);
    desk.write(householdErased, { householdId, reason: 'noLongerNeeded' });
    const { household_erasure: two, history: longer, ...same } = tablesOf(desk);
    expect([orders?.length, two?.length, (longer?.length ?? 0) - (history?.length ?? 0)]).toEqual([1, 2, 1]);
    expect(same).toEqual(rest);
  });

  test('is not erased by whoever typed another name', async () => {
    const desk = aDesk();
    const before = tablesOf(desk);
    expect(await desk.erase(desk.household.householdId, 'Verdi')).toEqual({
      ok: false,
      error: { type: 'NotConfirmed' },
    });
    expect(tablesOf(desk)).toEqual(before);
  });

  test('takes those that were merged into it with it, and is not erased through one of them', async () => {
    const desk = aDesk();
    await desk.merge(desk.other.householdId, desk.household.householdId);
    expect(await desk.erase(desk.other.householdId)).toEqual({
      ok: false,
      error: { type: 'ErasedWithAnother', householdId: desk.household.householdId },
    });
    await desk.erase(desk.household.householdId);
    expect(
      [desk.household, desk.other].map((each) => findHousehold(desk.db, each.householdId)?.displayName),
    ).toEqual([null, null]);
    expect(
      kindsOf(desk).filter(({ type, body }) => findKind(type, 1)?.personal === true && body !== null),
    ).toEqual([]);
  });
});

/** Each stream keeps its own order; which comes next is decided by `choices`. */
function interleave(log: readonly LoggedOperation[], choices: readonly number[]): LoggedOperation[] {
  const streams = [...Map.groupBy(log, ({ operation }) => operation.stream).values()].map((each) => [
    ...each,
  ]);
  const mixed: LoggedOperation[] = [];
  for (let i = 0; streams.length > 0; i++) {
    const at = (choices[i % choices.length] ?? 0) % streams.length;
    const next = streams[at]?.shift();
    if (next !== undefined) mixed.push(next);
    if (streams[at]?.length === 0) streams.splice(at, 1);
  }
  return mixed;
}

test('whatever comes before the order and whatever after it, the tables and the bodies are the same', async () => {
  const desk = aDesk();
  await desk.shop(desk.household.cardNumber, 1);
  await issueStatement(desk, desk.household.householdId);
  const log = [...iterateOperations(desk.db)];
  await desk.erase(desk.household.householdId);
  const order = [...iterateOperations(desk.db)].slice(log.length);
  const live = {
    tables: tablesOf(desk),
    bodies: kindsOf(desk)
      .map((row) => JSON.stringify(row))
      .sort(),
  };
  fc.assert(
    fc.property(fc.array(fc.nat(50), { minLength: 1, maxLength: 60 }), (choices) => {
      const received = openMemoryDatabase();
      received.inTransaction((tx) => {
        startChain(tx, desk.deviceId);
        for (const { operation } of interleave([...log, ...order], choices)) {
          const n = insertOperation(tx, numberOfDevice(tx, operation.deviceId), operation);
          const kind = findKind(operation.type, operation.version);
          const body = kind?.body.parse(JSON.parse(operation.body ?? 'null'));
          project(tx, { n, device: 1, operation, body });
        }
      });
      const bodies = kindsOf(received)
        .map((row) => JSON.stringify(row))
        .sort();
      expect({ tables: tablesOf(received), bodies }).toEqual(live);
      received.raw.close();
    }),
    { numRuns: 30 },
  );
});

describe('the register of orders', () => {
  test('gives an order again to a log that a restore has set back before it', async () => {
    const desk = aDesk();
    await desk.erase(desk.household.householdId);
    expect(readErasureRegister(folder)).toEqual([desk.household.householdId]);
    expect(settleErasures(desk.context, [folder], folder)).toBe(0);

    const restored = aDesk();
    writeFileSync(join(folder, 'erased.log'), `${restored.household.householdId}\n${v7().slice(0, 9)}`);
    expect(settleErasures(restored.context, [folder, folder], folder)).toBe(1);
    expect(findHousehold(restored.db, restored.household.householdId)?.displayName).toBeNull();
    expect(findHousehold(restored.db, restored.other.householdId)?.displayName).toBe('Verdi Ugo');
    expect(settleErasures(restored.context, [folder], folder)).toBe(0);
  });

  test('takes up at the next start what a power cut kept out of it', () => {
    const desk = aDesk();
    desk.write(householdErased, { householdId: desk.household.householdId, reason: 'asked' });
    expect(readErasureRegister(folder)).toEqual([]);
    settleErasures(desk.context, [folder], folder);
    expect(readErasureRegister(folder)).toEqual([desk.household.householdId]);
  });

  test('is there for the papers too: one that was on the wire is deleted at the next start', async () => {
    const desk = aDesk();
    await desk.shop(desk.household.cardNumber, 1);
    const sale = desk.raw
      .prepare<[], { id: Uint8Array }>('SELECT id FROM sale JOIN operation USING (n)')
      .get();
    const saleId = idFromBytes(sale?.id ?? new Uint8Array(16));
    const insert = `INSERT INTO print_job (print_job_id, printer_id, operation_id, state, queued_at, not_before_at,
      changed_at, receipt) VALUES (?, ?, ?, 'printing', 1, 1, 1, '{}')`;
    desk.raw.prepare(insert).run(v7(), v7(), saleId);
    const papers = () => desk.raw.prepare('SELECT state FROM print_job').all();
    await desk.erase(desk.household.householdId);
    expect(papers()).toEqual([{ state: 'printing' }]);
    settleErasures(desk.context, [folder], folder);
    expect(papers()).toEqual([]);
  });

  test('lies beside the backups too, which may go to another PC alone', async () => {
    const desk = aDesk();
    const backups = join(folder, 'backups');
    mkdirSync(backups);
    await desk.erase(desk.household.householdId);
    settleErasures(desk.context, [folder, backups, join(folder, 'not-there')], folder);
    expect(readErasureRegister(backups)).toEqual([desk.household.householdId]);
  });
});

test('everything that is held comes out as one file, and that it was taken out is logged', async () => {
  const desk = aDesk();
  await desk.shop(desk.household.cardNumber, 1);
  const { householdId } = desk.household;
  const answer = await desk.erasure['erasure.export'](desk.office, { householdId });
  if (!answer.ok) throw new Error(answer.error.type);
  const files = readZip(Buffer.from(answer.value.base64, 'base64'));
  expect(Object.keys(files)).toEqual([
    'tutto.json',
    'nucleo.csv',
    'tessere.csv',
    'abilitazioni.csv',
    'saldi.csv',
    'movimenti.csv',
    'spese.csv',
    'componenti.csv',
    'condizioni.csv',
    'contatti.csv',
    'note.csv',
    'isee.csv',
    'atti.csv',
    'accessi.csv',
  ]);
  const all = files['tutto.json'] ?? '';
  for (const secret of SECRETS.slice(0, 5)) expect(all).toContain(secret);
  expect(all).not.toContain('Verdi');
  expect(files['componenti.csv']).toBe(
    '\uFEFFcognome;nome;nascita;sesso;codice fiscale;relazione;intestatario;delegato;uscito il\r\n' +
      'Rossi;Anna;;;RSSMRA80A01H501U;;1;0;\r\n',
  );
  expect(listAccesses(desk.db, `household:${householdId}`, 10)[0]).toMatchObject({
    action: 'household.exported',
  });
});

test('what would go is counted before anybody decides it', async () => {
  const desk = aDesk();
  const preview = await desk.erasure['erasure.preview'](desk.office, {
    householdId: desk.household.householdId,
  });
  expect(preview).toEqual({
    ok: true,
    value: {
      householdId: desk.household.householdId,
      displayName: 'Rossi Anna',
      code: householdShortCode(desk.household.householdId),
      mergedNames: [],
      persons: 1,
      notes: 2,
      statements: 0,
      cards: 1,
      movements: 1,
      acts: 10,
      files: [],
      backupDays: 28,
    },
  });
});
