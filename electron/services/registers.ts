import { findMunicipality } from '../../seeds/municipalities.ts';
import type {
  PossibleDuplicate,
  RegisterView,
  registersContract,
} from '../../shared/contract/registers-contract.ts';
import type { HouseholdId, OperationId, PersonId } from '../../shared/domain/ids.ts';
import { err, ok } from '../../shared/domain/result.ts';
import {
  contactsSet,
  householdNoteTakenBack,
  householdNoteWritten,
  personConditionsSet,
  personLeft,
} from '../../shared/operations/register-operations.ts';
import { type AccessAction, logAccess } from '../database/access-log.ts';
import type { Db, Tx } from '../database/database.ts';
import { findKeptHousehold } from '../database/erasures.ts';
import { findHousehold, findHouseholdNumber } from '../database/households.ts';
import { listHouseholdsByCodiceFiscale } from '../database/identity.ts';
import { listPeople } from '../database/list-people.ts';
import { findOperation } from '../database/log.ts';
import { headOf, listMergedInto } from '../database/merges.ts';
import { findPossibleDuplicates } from '../database/possible-duplicates.ts';
import {
  findConditions,
  findContacts,
  findNoteHousehold,
  findPersonRow,
  listNotes,
} from '../database/registers.ts';
import type { Handlers } from '../handlers.ts';
import { toHouseholdHit } from '../households/household-hit.ts';
import { organisationOf } from '../households/organisation-of.ts';
import {
  changesOf,
  findFailure,
  type RegisterBy,
  registerHousehold,
  setPerson,
  tellCounters,
  write,
} from '../households/register-household.ts';
import type { SignedIn } from '../session.ts';
import type { ServiceContext } from './service-context.ts';

const MOST_DUPLICATES = 5;

/** What screens read of a household is stale after any change here. */
const TOPICS = ['registers', 'households', 'till'];

/** The register of the operator's own organisation: nobody else's is ever read or written here. */
export function createRegistersService(context: ServiceContext): {
  handlers: Handlers<typeof registersContract>;
} {
  const { inTransaction } = context;

  const note = (tx: Tx, { operatorId }: RegisterBy, action: AccessAction, subject: string) =>
    logAccess(tx, { readAt: context.now(), operatorId, action, subject });
  const announce = (tx: Tx) => tx.afterCommit(() => context.announce({ type: 'changed', topics: TOPICS }));
  const isDone = (tx: Tx, operationId: OperationId) => findOperation(tx, operationId) !== null;
  const isKnown = (tx: Tx, householdId: HouseholdId) => findKeptHousehold(tx, householdId) !== null;

  return {
    handlers: {
      'registers.view': (caller, { householdId }) =>
        inTransaction((tx) => {
          if (!isKnown(tx, householdId)) return err({ type: 'HouseholdUnknown' });
          const by = byOf(tx, caller.operator());
          note(tx, by, 'register.read', `household:${householdId}`);
          return ok(registerView(tx, householdId, by));
        }),
      'registers.register': (caller, { operationId, household }) =>
        inTransaction((tx) => {
          if (isDone(tx, operationId)) return ok(null); // Enter was pressed twice
          announce(tx);
          return registerHousehold(context, tx, byOf(tx, caller.operator()), operationId, household);
        }),
      'registers.setPerson': (caller, { operationId, householdId, person }) =>
        inTransaction((tx) => {
          if (isDone(tx, operationId)) return ok(null);
          if (!isKnown(tx, householdId)) return err({ type: 'HouseholdUnknown' });
          const by = byOf(tx, caller.operator());
          if (listPeople(tx, householdId, by.organisationId).isKeptElsewhere)
            return err({ type: 'KeptElsewhere' });
          announce(tx);
          return setPerson(context, tx, by, operationId, householdId, person);
        }),
      'registers.setLeft': (caller, { operationId, householdId, personId, leftOn }) =>
        inTransaction((tx) => {
          if (isDone(tx, operationId)) return ok(null);
          const by = byOf(tx, caller.operator());
          if (!isOwnPerson(tx, householdId, personId, by)) return err({ type: 'PersonUnknown' });
          const head = headOf(tx, householdId);
          const before = listPeople(tx, head, by.organisationId).present;
          const body = { organisationId: by.organisationId, householdId, personId, leftOn };
          write(context, tx, by, personLeft, operationId, undefined, body);
          const after = listPeople(tx, head, by.organisationId).present;
          const failure = leftOn === null ? findFailure(tx, head, after) : null;
          if (failure !== null) return err(failure);
          // Whoever leaves the record that was merged is most often there twice: the household has as many people as before.
          const declaredSize = head === householdId ? undefined : findHousehold(tx, head)?.size;
          tellCounters(context, tx, by, operationId, head, before, after, declaredSize);
          announce(tx);
          return ok(null);
        }),
      'registers.conditions': (caller, { householdId, personId }) =>
        inTransaction((tx) => {
          const by = byOf(tx, caller.operator());
          const household = findHouseholdNumber(tx, householdId);
          if (household === null) return err({ type: 'HouseholdUnknown' });
          if (!isOwnPerson(tx, householdId, personId, by)) return err({ type: 'PersonUnknown' });
          note(tx, by, 'register.conditionsRead', `household:${householdId}`);
          return ok(findConditions(tx, household, personId));
        }),
      'registers.setConditions': (caller, { operationId, householdId, personId, conditions }) =>
        inTransaction((tx) => {
          if (isDone(tx, operationId)) return ok(null);
          const by = byOf(tx, caller.operator());
          const household = findHouseholdNumber(tx, householdId);
          if (household === null) return err({ type: 'HouseholdUnknown' });
          if (!isOwnPerson(tx, householdId, personId, by)) return err({ type: 'PersonUnknown' });
          const changes = changesOf(findConditions(tx, household, personId), conditions);
          if (Object.keys(changes).length === 0) return ok(null);
          const body = { organisationId: by.organisationId, householdId, personId, ...changes };
          write(context, tx, by, personConditionsSet, operationId, undefined, body);
          announce(tx);
          return ok(null);
        }),
      'registers.setContacts': (caller, { operationId, householdId, contacts }) =>
        inTransaction((tx) => {
          if (isDone(tx, operationId)) return ok(null);
          const household = findKeptHousehold(tx, householdId);
          if (household === null) return err({ type: 'HouseholdUnknown' });
          const by = byOf(tx, caller.operator());
          const { phones, email, address } = findContacts(tx, household.household, by.organisationId);
          const changes = changesOf({ phones: [...phones], email, address }, contacts);
          if (Object.keys(changes).length === 0) return ok(null);
          const body = { organisationId: by.organisationId, householdId, ...changes };
          write(context, tx, by, contactsSet, operationId, undefined, body);
          announce(tx);
          return ok(null);
        }),
      'registers.writeNote': (caller, { operationId, householdId, text }) =>
        inTransaction((tx) => {
          if (isDone(tx, operationId)) return ok(null);
          if (!isKnown(tx, householdId)) return err({ type: 'HouseholdUnknown' });
          const by = byOf(tx, caller.operator());
          const body = { organisationId: by.organisationId, householdId, text };
          write(context, tx, by, householdNoteWritten, operationId, undefined, body);
          announce(tx);
          return ok(null);
        }),
      'registers.takeBackNote': (caller, { operationId, noteId }) =>
        inTransaction((tx) => {
          if (isDone(tx, operationId)) return ok(null);
          const by = byOf(tx, caller.operator());
          const householdId = findNoteHousehold(tx, noteId, by.organisationId);
          if (householdId === null) return err({ type: 'NoteUnknown' });
          context.record(tx, {
            id: operationId,
            kind: householdNoteTakenBack,
            body: { organisationId: by.organisationId, householdId },
            operatorId: by.operatorId,
            reversesId: noteId,
            businessOn: context.today(),
          });
          announce(tx);
          return ok(null);
        }),
      'registers.possibleDuplicates': (caller, { householdId, persons }) =>
        inTransaction((tx) => {
          const by = byOf(tx, caller.operator());
          const own = householdId === undefined ? null : headOf(tx, householdId);
          const found = possibleDuplicates(tx, by, persons).filter((each) => each.householdId !== own);
          if (found.length > 0) note(tx, by, 'household.searched', 'by:likeness');
          return ok(
            found.slice(0, MOST_DUPLICATES).flatMap(({ householdId: id, score, reasons, fullName }) => {
              const row = findHousehold(tx, id);
              if (row === null) return [];
              const household = toHouseholdHit(tx, row, context.today());
              return [{ household, score, reasons, fullName } satisfies PossibleDuplicate];
            }),
          );
        }),
      'registers.birthplace': (_caller, { placeCode }) => ok(findMunicipality(placeCode)),
    },
  };
}

type Typed = Parameters<Handlers<typeof registersContract>['registers.possibleDuplicates']>[1]['persons'];

/** Those who look alike, and whoever has one of these codici fiscali at any organisation: every counter has their hashes. */
function possibleDuplicates(db: Db, by: RegisterBy, persons: Typed) {
  const alike = findPossibleDuplicates(db, persons, by.organisationId);
  const owners = persons.flatMap(({ codiceFiscale }) =>
    codiceFiscale === null ? [] : listHouseholdsByCodiceFiscale(db, codiceFiscale),
  );
  const byCode = [...new Set(owners.map((owner) => headOf(db, owner)))].flatMap((householdId) => {
    if (alike.some((each) => each.householdId === householdId && each.score === 100)) return [];
    return [{ householdId, score: 100, reasons: ['sameCodiceFiscale' as const], fullName: null }];
  });
  const coded = new Set(byCode.map(({ householdId }) => householdId));
  return [...byCode, ...alike.filter(({ householdId }) => !coded.has(householdId))];
}

const byOf = (db: Db, operator: SignedIn): RegisterBy => ({
  operatorId: operator.operatorId,
  organisationId: organisationOf(db, operator),
});

function isOwnPerson(db: Db, householdId: HouseholdId, personId: PersonId, by: RegisterBy): boolean {
  const household = findHouseholdNumber(db, householdId);
  const person = household === null ? null : findPersonRow(db, household, personId);
  return person !== null && person.organisationId === by.organisationId;
}

/** The register of a household and of those that were merged into it: one page for one household. */
function registerView(db: Db, householdId: HouseholdId, { organisationId }: RegisterBy): RegisterView {
  const { present, former, isKeptElsewhere } = listPeople(db, householdId, organisationId);
  const numbers = [householdId, ...listMergedInto(db, householdId).map((merge) => merge.householdId)].flatMap(
    (id) => findHouseholdNumber(db, id) ?? [],
  );
  const contacts = numbers.map((household) => findContacts(db, household, organisationId));
  const hasAny = (each: (typeof contacts)[number]) =>
    each.phones.length > 0 || each.email !== null || each.address !== null;
  return {
    persons: present,
    formerPersons: former,
    contacts: contacts.find(hasAny) ?? { phones: [], email: null, address: null },
    notes: numbers
      .flatMap((household) => listNotes(db, household, organisationId))
      .map(({ noteId, text, writtenAt, operatorName }) => ({ noteId, text, writtenAt, operatorName })),
    isKeptElsewhere,
  };
}
