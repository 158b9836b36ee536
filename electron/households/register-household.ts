import {
  type HouseholdRecord,
  MOST_DELEGATES,
  MOST_PERSONS,
  type PersonFailure,
  type PersonRecord,
} from '../../shared/contract/registers-contract.ts';
import {
  type HouseholdId,
  type OperationId,
  type OperatorId,
  type OrganisationId,
  operationIdSchema,
} from '../../shared/domain/ids.ts';
import type { Person } from '../../shared/domain/person.ts';
import { assert, err, ok, type Result } from '../../shared/domain/result.ts';
import { householdSet } from '../../shared/operations/household-operations.ts';
import type { OperationKind } from '../../shared/operations/kind.ts';
import { contactsSet, householdNoteWritten, personSet } from '../../shared/operations/register-operations.ts';
import type { Db, Tx } from '../database/database.ts';
import { findHousehold, listCodiceFiscaleHashes } from '../database/households.ts';
import { identityHashes, listHouseholdsByCodiceFiscale } from '../database/identity.ts';
import { listPeople } from '../database/list-people.ts';
import { headOf } from '../database/merges.ts';
import { highestChildAgeMonths } from '../database/registers.ts';
import type { ServiceContext } from '../services/service-context.ts';
import { type CounterFacts, type DerivedFacts, deriveHousehold } from './derive-household.ts';

export type RegisterContext = Pick<ServiceContext, 'record' | 'newId' | 'today'>;

/** Who writes, and in whose register. */
export type RegisterBy = { readonly operatorId: OperatorId; readonly organisationId: OrganisationId };

/**
 * Registers a whole household with its people, its contacts and a note: one `household.set` with `operationId`, which all
 * the other operations name as their cause. Done once however often it is asked for. The import calls it for each row.
 */
export function registerHousehold(
  context: RegisterContext,
  tx: Tx,
  by: RegisterBy,
  operationId: OperationId,
  record: HouseholdRecord,
): Result<null, PersonFailure> {
  const { householdId, persons, contacts, note } = record;
  assert(findHousehold(tx, householdId) === null, 'a new household has a new id');
  const people = persons.map((person, at): Person => ({ ...person, isHolder: at === 0, leftOn: null }));
  const failure = findFailure(tx, householdId, people);
  if (failure !== null) return err(failure);
  const nothing: CounterFacts = {
    displayName: null,
    delegateNames: [],
    childBirthMonths: [],
    codiceFiscaleHashes: [],
    size: record.size,
  };
  const { displayName, codiceFiscaleHashes, ...facts } = derive(context, tx, nothing, [], people);
  assert(displayName !== null, 'the first person is the holder');
  write(context, tx, by, householdSet, operationId, undefined, {
    householdId,
    displayName,
    ...facts,
    preferredLanguage: record.preferredLanguage,
    siteId: record.siteId,
    ...(codiceFiscaleHashes.length === 0 ? {} : { codiceFiscaleHashes }),
  });
  const inRegister = { organisationId: by.organisationId, householdId };
  for (const { leftOn: _, ...person } of people) {
    write(context, tx, by, personSet, newOperationId(context), operationId, { ...inRegister, ...person });
  }
  if (contacts !== undefined) {
    const body = { ...inRegister, ...contacts };
    write(context, tx, by, contactsSet, newOperationId(context), operationId, body);
  }
  if (note !== undefined) {
    const body = { ...inRegister, text: note };
    write(context, tx, by, householdNoteWritten, newOperationId(context), operationId, body);
  }
  return ok(null);
}

/**
 * Adds a person to a household that is known, or changes one. Records what differs, and nothing where nothing does.
 * The household is the one whose record has the person; counters are told of the one it was merged into.
 */
export function setPerson(
  context: RegisterContext,
  tx: Tx,
  by: RegisterBy,
  operationId: OperationId,
  householdId: HouseholdId,
  record: PersonRecord,
): Result<null, PersonFailure> {
  const head = headOf(tx, householdId);
  const before = listPeople(tx, head, by.organisationId).present;
  const own = before.find(({ personId }) => personId === record.personId);
  const others = before
    .filter(({ personId }) => personId !== record.personId)
    .map((other) => (record.isHolder ? { ...other, isHolder: false } : other));
  const after: Person[] = [...others, { ...record, leftOn: null }];
  const failure = findFailure(tx, head, after);
  if (failure !== null) return err(failure);
  const changes = own === undefined ? record : changesOf(own, record);
  if (Object.keys(changes).length === 0) return ok(null);
  const { personId } = record;
  const { organisationId } = by;
  const body = { ...changes, organisationId, householdId, personId };
  write(context, tx, by, personSet, operationId, undefined, body);
  if (record.isHolder) {
    // There is one holder: whoever was it before is an ordinary member from now on.
    for (const other of before.filter((each) => each.isHolder && each.personId !== personId)) {
      const demoted = {
        organisationId,
        householdId: other.householdId,
        personId: other.personId,
        isHolder: false,
      };
      write(context, tx, by, personSet, newOperationId(context), operationId, demoted);
    }
  }
  tellCounters(context, tx, by, operationId, head, before, after);
  return ok(null);
}

/** Records for every counter what follows from the people of a household being others than before. */
export function tellCounters(
  context: RegisterContext,
  tx: Tx,
  by: RegisterBy,
  causeId: OperationId,
  householdId: HouseholdId,
  before: readonly Person[],
  after: readonly Person[],
  /** Where it is not what the people say: a merge says it, and so does taking it back. */
  declaredSize?: number,
): void {
  const household = findHousehold(tx, householdId);
  assert(household !== null, 'people are of a household that is known');
  const kept: DerivedFacts = {
    displayName: household.displayName,
    delegateNames: [...household.delegateNames],
    childBirthMonths: [...household.childBirthMonths],
    codiceFiscaleHashes: listCodiceFiscaleHashes(tx, household.household),
    size: household.size,
  };
  const derived = derive(context, tx, kept, before, after);
  const changes = changesOf(kept, { ...derived, size: declaredSize ?? derived.size });
  if (Object.keys(changes).length === 0) return;
  const { displayName: newName, ...rest } = changes;
  write(context, tx, by, householdSet, newOperationId(context), causeId, {
    householdId,
    ...(typeof newName === 'string' ? { displayName: newName } : {}),
    ...rest,
  });
}

/** What keeps these from being the people of a household, or null. */
export function findFailure(
  db: Db,
  householdId: HouseholdId,
  people: readonly Person[],
): PersonFailure | null {
  if (people.length > MOST_PERSONS) return { type: 'TooManyPersons', most: MOST_PERSONS };
  const delegates = people.filter(({ isDelegate, isHolder }) => isDelegate && !isHolder);
  if (delegates.length > MOST_DELEGATES) return { type: 'TooManyDelegates', most: MOST_DELEGATES };
  const head = headOf(db, householdId);
  const codes = people.flatMap(({ codiceFiscale }) => (codiceFiscale === null ? [] : [codiceFiscale]));
  for (const [at, code] of codes.entries()) {
    const other = listHouseholdsByCodiceFiscale(db, code).find((each) => headOf(db, each) !== head);
    const isTwice = codes.indexOf(code) !== at;
    if (!isTwice && other === undefined) continue;
    const owner = isTwice || other === undefined ? householdId : headOf(db, other);
    const displayName = findHousehold(db, owner)?.displayName ?? people[0]?.surname ?? '?';
    return { type: 'CodiceFiscaleTaken', householdId: owner, displayName };
  }
  return null;
}

const derive = (
  { today }: RegisterContext,
  db: Db,
  kept: CounterFacts,
  before: readonly Person[],
  after: readonly Person[],
): DerivedFacts =>
  deriveHousehold(kept, before, after, {
    today: today(),
    highestAgeMonths: highestChildAgeMonths(db),
    hashes: (codiceFiscale) => identityHashes(db, codiceFiscale),
  });

const newOperationId = ({ newId }: RegisterContext): OperationId => operationIdSchema.parse(newId());

/** The fields that differ: an edit says only what it changed, so that it undoes nobody else's. */
export function changesOf<T extends object>(before: Partial<T>, after: T): Partial<T> {
  const changed: Partial<T> = {};
  for (const field of Object.keys(after) as (keyof T)[]) {
    // A plain object of a form: its own keys are the keys of its type.
    if (JSON.stringify(before[field]) !== JSON.stringify(after[field])) changed[field] = after[field];
  }
  return changed;
}

export function write<Body>(
  { record, today }: RegisterContext,
  tx: Tx,
  { operatorId }: RegisterBy,
  kind: OperationKind<Body>,
  id: OperationId,
  causeId: OperationId | undefined,
  body: NoInfer<Body>,
): void {
  record(tx, {
    id,
    kind,
    body,
    operatorId,
    businessOn: today(),
    ...(causeId === undefined ? {} : { causeId }),
  });
}
