import { v7 } from 'uuid';
import { codiceFiscaleSchema } from '../shared/domain/codice-fiscale.ts';
import { householdShortCode } from '../shared/domain/household-code.ts';
import { type HouseholdId, type OperationId, personIdSchema } from '../shared/domain/ids.ts';
import { addDays } from '../shared/domain/local-date.ts';
import { err } from '../shared/domain/result.ts';
import { entitlementExplained, iseeAssessed } from '../shared/operations/entitlement-operations.ts';
import { householdSet } from '../shared/operations/household-operations.ts';
import type { OperationKind } from '../shared/operations/kind.ts';
import {
  contactsSet,
  householdNoteTakenBack,
  householdNoteWritten,
  personConditionsSet,
  personSet,
} from '../shared/operations/register-operations.ts';
import type { BanconeDatabase, SqlValue } from './database/database.ts';
import { registerOfData } from './database/erasure-register.ts';
import { PROJECTION_TABLES } from './database/rebuild.ts';
import { createMissedSearch } from './households/search-missed.ts';
import { aMergeDesk, newId } from './merge-desk-fixture.ts';
import { createErasureService } from './services/erasure.ts';
import { createStatementsService } from './services/statements.ts';

/** Everything that is known of the household of the desk. */
export const SECRETS = ['Rossi', 'Anna', 'RSSMRA80A01H501U', '0721 123456', 'piange spesso', 'poverty'];

/** An office with one household of which something of every personal kind is known, and another that must stay. */
export function anErasureDesk(folder: string) {
  const desk = aMergeDesk();
  const { handlers } = createErasureService(desk.context, {
    own: registerOfData(folder),
    besideBackups: [],
    keepBeside: () => Promise.resolve(),
    findLine: () => err({ type: 'NotJoined' }),
    searchMissed: createMissedSearch({ ...desk, uptimeMs: () => performance.now() }).finish,
    onBug: raise,
  });
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
export type ErasureDesk = ReturnType<typeof anErasureDesk>;

const raise = (error: unknown) => {
  throw error;
};
const refuse = () => Promise.reject(new Error('not in this test'));

function fillRegister(
  desk: ReturnType<typeof aMergeDesk>,
  {
    householdId,
    entitlementId,
  }: { householdId: HouseholdId; entitlementId: ErasureDesk['household']['entitlementId'] },
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

export const kindsOf = ({ raw }: BanconeDatabase) =>
  raw
    .prepare<[], { type: string; body: string | null }>(
      'SELECT type, body FROM operation JOIN kind USING (kind)',
    )
    .all();

/** Every projection, with this database's numbers replaced by the ids that they stand for. */
export function tablesOf({ raw }: BanconeDatabase): Record<string, string[]> {
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
  const sections = new Map(
    raw
      .prepare<[], { section: number; name: string }>('SELECT section, name FROM register_section')
      .all()
      .map(({ section, name }) => [section, name]),
  );
  const inWords = (column: string, value: SqlValue) => {
    if (typeof value !== 'number')
      return value instanceof Uint8Array ? Buffer.from(value).toString('hex') : value;
    if (/household|_into$/.test(column)) return households.get(value) ?? value;
    if (column === 'section') return sections.get(value) ?? value;
    if (column === 'n' || column === 'over_n' || column === 'given_n') return operations.get(value) ?? value;
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

export const issueStatement = (desk: ErasureDesk, householdId: HouseholdId) =>
  desk.statements['statements.issue'](desk.office, {
    operationId: newId(),
    householdId,
    purse: 'points',
    from: addDays(desk.clock.today, -20),
    to: desk.clock.today,
    language: 'it',
  });
