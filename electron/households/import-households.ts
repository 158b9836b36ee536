import { setImmediate as nextTurn } from 'node:timers/promises';
import { v5 } from 'uuid';
import type { ImportGone, ImportUnderWay } from '../../shared/contract/catalogue-contract.ts';
import type {
  HouseholdFileFailure,
  HouseholdImportPreview,
  HouseholdSample,
} from '../../shared/contract/household-import-contract.ts';
import type { HouseholdRecord, PersonRecord } from '../../shared/contract/registers-contract.ts';
import type { ParsedFile } from '../../shared/domain/catalogue-import.ts';
import {
  type HouseholdRowRefusal,
  type ImportedHousehold,
  type ImportedPerson,
  personKey,
  type RefusedHouseholdRow,
  readHouseholdRows,
} from '../../shared/domain/household-import.ts';
import {
  type HouseholdId,
  householdIdSchema,
  type OrganisationId,
  operationIdSchema,
  type PersonId,
  personIdSchema,
  type SiteId,
} from '../../shared/domain/ids.ts';
import { calledName, type Person } from '../../shared/domain/person.ts';
import { err, ok, type Result } from '../../shared/domain/result.ts';
import type { Db, Tx } from '../database/database.ts';
import { isHouseholdErased } from '../database/erasures.ts';
import { findHousehold } from '../database/households.ts';
import { listPeople } from '../database/list-people.ts';
import { headOf } from '../database/merges.ts';
import { listSites } from '../database/network.ts';
import { createImportDesk, type ReadFile, toFileFailure } from '../documents/import-desk.ts';
import { parseCsv } from '../documents/parse-csv.ts';
import type { ServiceContext } from '../services/service-context.ts';
import type { SignedIn } from '../session.ts';
import { organisationOf } from './organisation-of.ts';
import { type ImportedDetails, planDetails, setDetails, toChanges } from './plan-imported-details.ts';
import { findFailure, type RegisterBy, registerHousehold, setPerson } from './register-household.ts';

/** The name under which `progress` events of an import come. */
export const HOUSEHOLD_IMPORT_TASK = 'household-import';

/** Households written in one transaction: about 40 ms in which a scan at the till would wait. */
const BATCH = 20;
/** Households that are compared without a pause. */
const PLANNED = 100;
/** Households and rows of each sort that a preview shows. */
const SHOWN = 200;

const TOPICS = ['households', 'registers', 'till', 'entitlements'];

/** Never changed: the ids of imported households and their people derive from it. */
const IMPORTED = '5d7c6a0e-2f0b-4e0f-8a43-1c9b9d1e7a52';

/** The household of a code in one organisation's lists: the same file twice, or at two counters, is one household. */
export const householdIdOfCode = (organisationId: OrganisationId, code: string): HouseholdId =>
  householdIdSchema.parse(v5(`${organisationId}|${code.toLowerCase()}`, IMPORTED));

const personIdOf = (householdId: HouseholdId, person: ImportedPerson): PersonId =>
  personIdSchema.parse(v5(`${householdId}|${personKey(person)}`, IMPORTED));

type ReadHouseholds = ReadFile & {
  readonly households: readonly ImportedHousehold[];
  readonly refused: readonly RefusedHouseholdRow[];
};

/**
 * Imports of lists of people: read and shown first, carried out after. Law: the same file imported twice changes nothing the second time.
 */
export function createHouseholdImports(context: ServiceContext) {
  const desk = createImportDesk<ReadHouseholds>();
  return {
    preview: async (
      bytes: Uint8Array,
      operator: SignedIn,
    ): Promise<Result<HouseholdImportPreview, HouseholdFileFailure | ImportUnderWay>> => {
      if (desk.isUnderWay()) return err({ type: 'ImportUnderWay' });
      const reading = desk.begin();
      const parsed = await parseCsv(bytes);
      if (!parsed.ok) return err(toFileFailure(parsed.error));
      const read = readHouseholdRows(parsed.value, siteNames(context.db));
      if (!read.ok) {
        const { column } = read.error;
        return err(
          read.error.type === 'MissingColumn'
            ? { type: 'MissingHouseholdColumn', column: read.error.column }
            : { type: 'RepeatedHouseholdColumn', column },
        );
      }
      const planned = await planAll(context, read.value.households, operator);
      const refused = [
        ...read.value.refused,
        ...planned.flatMap(({ household, plan }) =>
          plan.kind === 'refused' ? refuseAll(parsed.value, household, plan.reason) : [],
        ),
      ].sort((a, b) => a.lineNumber - b.lineNumber);
      const { households } = read.value;
      const kept = reading.keep({ importId: context.newId(), file: parsed.value, households, refused });
      return ok(toPreview(context.db, kept, planned));
    },
    apply: (
      importId: string,
      operator: SignedIn,
    ): Promise<Result<{ added: number; changed: number; refused: number }, ImportGone | ImportUnderWay>> =>
      desk.carryOut(
        importId,
        ({ households }) => applyAll(context, households, operator),
        () => context.announce({ type: 'changed', topics: TOPICS }),
      ),
    refusedRows: (importId: string): Result<{ csv: string }, ImportGone> =>
      desk.refusedRows(importId, ({ refused }) => refused),
  };
}

const siteNames = (db: Db) =>
  listSites(db).map(({ siteId, name, shortName }) => ({ siteId, names: [name, shortName] }));

type Plan =
  | { readonly kind: 'add'; readonly record: HouseholdRecord }
  | {
      readonly kind: 'change';
      readonly householdId: HouseholdId;
      readonly persons: readonly PersonRecord[];
      readonly details: ImportedDetails;
    }
  | { readonly kind: 'same' }
  | { readonly kind: 'refused'; readonly reason: HouseholdRowRefusal };

type Planned = { readonly household: ImportedHousehold; readonly plan: Plan };

async function planAll(
  { db }: ServiceContext,
  households: readonly ImportedHousehold[],
  operator: SignedIn,
): Promise<Planned[]> {
  const organisationId = organisationOf(db, operator);
  const planned: Planned[] = [];
  for (const [at, household] of households.entries()) {
    if (at % PLANNED === PLANNED - 1) await nextTurn();
    planned.push({ household, plan: planHousehold(db, household, organisationId, operator.siteId) });
  }
  return planned;
}

function planHousehold(
  db: Db,
  household: ImportedHousehold,
  organisationId: OrganisationId,
  ownSiteId: SiteId,
): Plan {
  const householdId = householdIdOfCode(organisationId, household.code);
  if (findHousehold(db, householdId) === null) {
    const record = toRecord(household, householdId, ownSiteId);
    const failure = findFailure(db, householdId, record.persons.map(present));
    return failure === null ? { kind: 'add', record } : { kind: 'refused', reason: toRefusal(failure) };
  }
  if (isHouseholdErased(db, headOf(db, householdId)))
    return { kind: 'refused', reason: { type: 'HouseholdErased' } };
  const people = listPeople(db, headOf(db, householdId), organisationId);
  if (people.isKeptElsewhere) return { kind: 'refused', reason: { type: 'KeptElsewhere' } };
  const gone = new Set(people.former.map(({ personId }) => personId));
  const persons = household.persons.flatMap((imported) => {
    const personId = personIdOf(householdId, imported);
    if (gone.has(personId)) return []; // who has left the household does not come back by a list
    const known = people.present.find((each) => each.personId === personId) ?? null;
    const record = toPersonRecord(imported, personId, known);
    return known !== null && isSame(known, record) ? [] : [record];
  });
  const after = [
    ...people.present.filter((each) => persons.every(({ personId }) => personId !== each.personId)),
    ...persons.map(present),
  ];
  const details = planDetails(db, household, householdId, { organisationId }, after.length);
  if (persons.length === 0 && Object.keys(details).length === 0) return { kind: 'same' };
  const failure = findFailure(db, householdId, after);
  return failure === null
    ? { kind: 'change', householdId, persons, details }
    : { kind: 'refused', reason: toRefusal(failure) };
}

const present = (person: PersonRecord): Person => ({ ...person, leftOn: null });

const isSame = (known: Person, record: PersonRecord): boolean =>
  (Object.keys(record) as (keyof PersonRecord)[]).every((field) => known[field] === record[field]); // a plain object's own keys

function toRecord(
  household: ImportedHousehold,
  householdId: HouseholdId,
  ownSiteId: SiteId,
): HouseholdRecord {
  const { persons, size, language, siteId, phones, email, address } = household;
  const hasContacts = phones.length > 0 || email !== null || address !== null;
  return {
    householdId,
    size: Math.max(size ?? 1, persons.length),
    preferredLanguage: language ?? 'it',
    siteId: siteId ?? ownSiteId,
    persons: persons.map((person) => toPersonRecord(person, personIdOf(householdId, person), null)),
    ...(hasContacts ? { contacts: { phones: [...phones], email, address } } : {}),
  };
}

/** An empty cell says nothing: what is known stays. Who the holder is, is the office's to change. */
const toPersonRecord = (
  imported: ImportedPerson,
  personId: PersonId,
  known: Person | null,
): PersonRecord => ({
  personId,
  surname: known?.surname ?? imported.surname,
  name: known === null ? imported.name : known.name,
  birthDate: imported.birthDate ?? known?.birthDate ?? null,
  sex: imported.sex ?? known?.sex ?? null,
  codiceFiscale: imported.codiceFiscale ?? known?.codiceFiscale ?? null,
  relation: imported.relation ?? known?.relation ?? null,
  isHolder: known?.isHolder ?? false,
  isDelegate: imported.isDelegate ?? known?.isDelegate ?? false,
});

function toRefusal(failure: NonNullable<ReturnType<typeof findFailure>>): HouseholdRowRefusal {
  return failure.type === 'CodiceFiscaleTaken'
    ? { type: failure.type, displayName: failure.displayName }
    : failure;
}

function refuseAll(
  file: ParsedFile,
  household: ImportedHousehold,
  reason: HouseholdRowRefusal,
): RefusedHouseholdRow[] {
  const lines = new Set(household.persons.map(({ lineNumber }) => lineNumber));
  return file.records
    .filter(({ lineNumber }) => lines.has(lineNumber))
    .map(({ lineNumber, cells }) => ({ lineNumber, reason, cells }));
}

/** Every household is whole or not there: cut in the middle, the same file imported again does the rest. */
async function applyAll(
  context: ServiceContext,
  households: readonly ImportedHousehold[],
  operator: SignedIn,
): Promise<{ added: number; changed: number; refused: number }> {
  const total = households.length;
  const counts = { added: 0, changed: 0, refused: 0 };
  const tell = (done: number) =>
    context.announce({ type: 'progress', task: HOUSEHOLD_IMPORT_TASK, done, total });
  for (let done = 0; done < total; done += BATCH) {
    tell(done);
    context.inTransaction((tx) => {
      const organisationId = organisationOf(tx, operator);
      const by = { operatorId: operator.operatorId, organisationId };
      for (const household of households.slice(done, done + BATCH)) {
        const plan = planHousehold(tx, household, organisationId, operator.siteId);
        if (carryOut(context, tx, by, plan) === 'refused') counts.refused += 1;
        else if (plan.kind === 'add') counts.added += 1;
        else if (plan.kind === 'change') counts.changed += 1;
      }
    });
    await nextTurn();
  }
  tell(total);
  return counts;
}

function carryOut(context: ServiceContext, tx: Tx, by: RegisterBy, plan: Plan): 'done' | 'refused' {
  const newId = () => operationIdSchema.parse(context.newId());
  switch (plan.kind) {
    case 'refused':
      return 'refused';
    case 'same':
      return 'done';
    case 'add':
      return registerHousehold(context, tx, by, newId(), plan.record).ok ? 'done' : 'refused';
    case 'change': {
      const results = plan.persons.map((person) =>
        setPerson(context, tx, by, newId(), plan.householdId, person),
      );
      if (!results.every(({ ok: isDone }) => isDone)) return 'refused';
      setDetails(context, tx, by, plan.householdId, plan.details);
      return 'done';
    }
  }
}

function toPreview(
  db: Db,
  { importId, file, refused }: ReadHouseholds,
  planned: readonly Planned[],
): HouseholdImportPreview {
  const of = (kind: Plan['kind']) => planned.filter(({ plan }) => plan.kind === kind);
  const [added, changed] = [of('add'), of('change')];
  return {
    importId,
    rowCount: file.records.length,
    addedCount: added.length,
    changedCount: changed.length,
    unchangedCount: of('same').length,
    refusedCount: refused.length,
    added: added.slice(0, SHOWN).map((each) => toSample(db, each)),
    changed: changed.slice(0, SHOWN).map((each) => toSample(db, each)),
    refused: refused.slice(0, SHOWN).map(({ lineNumber, reason, cells }) => ({
      lineNumber,
      reason,
      text: cells
        .filter((cell) => cell.trim() !== '')
        .join(' · ')
        .slice(0, 200),
    })),
    isWindows1252: file.encoding === 'windows-1252',
  };
}

function toSample(db: Db, { household, plan }: Planned): HouseholdSample {
  const { code, persons, size } = household;
  const [holder] = persons;
  return {
    lineNumber: holder?.lineNumber ?? 0,
    code,
    holderName: holder === undefined ? '' : calledName(holder),
    size: Math.max(size ?? 1, persons.length),
    persons: persons.length,
    changes:
      plan.kind === 'change' ? toChanges(db, plan.householdId, plan.details, plan.persons.length) : null,
  };
}
