import {
  type AllowanceAccount,
  type AllowanceFacts,
  allowanceAccount,
  type PostedAllowance,
} from '../../shared/domain/allowance-due.ts';
import type { Entitlement } from '../../shared/domain/entitlement.ts';
import type { HouseholdId, OperationId, SchemeId, SiteId } from '../../shared/domain/ids.ts';
import type { LocalMonth } from '../../shared/domain/local-date.ts';
import { joinMonths } from '../../shared/domain/merge.ts';
import { mergesThatHold } from '../../shared/domain/merge-circles.ts';
import type { Scheme } from '../../shared/domain/scheme.ts';
import type { AllowanceFact, AllowanceFactRow, FactSubject } from '../store/allowance-tables.ts';
import type { HubTx } from '../store/hub-store.ts';

/** What is known of one household that is nobody else's. What is left on its accounts is asked for apart. */
export type HouseholdToGive = {
  readonly householdId: HouseholdId;
  readonly siteId: SiteId | null;
  readonly facts: Omit<AllowanceFacts, 'leftPoints'>;
};

/**
 * Reads what decides about the allowances of households. One that is read as another has none of its own and is left out;
 * whoever was merged into a household counts with it. Of people who are in the registers of two merged households no names
 * are here: months of birth are joined, as a counter joins those of children.
 */
export async function readAllowanceFacts(
  tx: HubTx,
  householdIds: readonly HouseholdId[],
): Promise<HouseholdToGive[]> {
  const joinedBy = findJoined(await tx.listAllowanceFacts(['merges']));
  const own = householdIds.filter((id) => !joinedBy.isRead(id));
  const joined = new Map(own.map((id) => [id, joinedBy.into(id)]));
  const subjects = new Set<FactSubject>();
  for (const id of [...own, ...[...joined.values()].flat()]) subjects.add(`household:${id}`);
  const rows = await tx.listAllowanceFacts([...subjects]);
  const bySubject = Map.groupBy(rows, ({ subject }) => subject);
  const factsOf = (id: HouseholdId) => bySubject.get(`household:${id}`) ?? [];
  const schemes = await readSchemes(tx, rows);
  return own.map((id) => {
    const household = factsOf(id);
    const others = (joined.get(id) ?? []).map(factsOf);
    return {
      householdId: id,
      siteId: only(household, 'site').at(-1)?.siteId ?? null,
      facts: { ...readOwnFacts(household, schemes), ...readMembers(household, others) },
    };
  });
}

type Of<Name extends AllowanceFact['of']> = Extract<AllowanceFact, { readonly of: Name }>;

export const only = <Name extends AllowanceFact['of']>(
  rows: readonly AllowanceFactRow[],
  name: Name,
): readonly Of<Name>[] => rows.flatMap(({ fact }) => (fact.of === name ? [fact as Of<Name>] : [])); // by the name that was just compared

/** The merges that hold, by the facts of all merges. */
export function mergesThatHoldAtHub(rows: readonly AllowanceFactRow[]): readonly Of<'merge'>[] {
  const undone = new Set(only(rows, 'undone').map(({ mergeId }) => mergeId));
  const said = only(rows, 'merge').filter(({ mergeId }) => !undone.has(mergeId));
  const numbers = new Map<HouseholdId, number>();
  const numberOf = (id: HouseholdId): number => {
    const number = numbers.get(id) ?? numbers.size;
    numbers.set(id, number);
    return number;
  };
  const holding = mergesThatHold(
    said.map(({ mergeId, householdId, intoHouseholdId }) => ({
      mergeId,
      household: numberOf(householdId),
      into: numberOf(intoHouseholdId),
    })),
  );
  return said.filter(({ mergeId }) => holding.has(mergeId));
}

/** Which households are read as which. */
export function findJoined(rows: readonly AllowanceFactRow[]) {
  const merges = mergesThatHoldAtHub(rows);
  const away = new Set(merges.map(({ householdId }) => householdId));
  const byInto = Map.groupBy(merges, ({ intoHouseholdId }) => intoHouseholdId);
  // Where two joined a household to different ones, it is read as the one that it was joined to first.
  const byHousehold = new Map(merges.toReversed().map((merge) => [merge.householdId, merge]));
  return {
    /** The merge by which this one is read as another; null where it is itself. */
    mergeOf: (id: HouseholdId): OperationId | null => byHousehold.get(id)?.mergeId ?? null,
    /** What this one is read as: merges that hold go in no circle. */
    headOf: (id: HouseholdId): HouseholdId => {
      let head = id;
      for (let by = byHousehold.get(head); by !== undefined; by = byHousehold.get(head)) {
        head = by.intoHouseholdId;
      }
      return head;
    },
    isRead: (id: HouseholdId) => away.has(id),
    /** Everybody who ends in this household. */
    into: (id: HouseholdId): HouseholdId[] => {
      // A set that is walked yields what is added to it meanwhile.
      const found = new Set([id]);
      for (const each of found) for (const { householdId } of byInto.get(each) ?? []) found.add(householdId);
      found.delete(id);
      return [...found];
    },
  };
}

async function readSchemes(
  tx: HubTx,
  rows: readonly AllowanceFactRow[],
): Promise<Map<SchemeId, readonly Scheme[]>> {
  const ids = [...new Set(only(rows, 'right').map(({ schemeId }) => schemeId))];
  if (ids.length === 0) return new Map();
  const found = await tx.listAllowanceFacts(ids.map((id): FactSubject => `scheme:${id}`));
  const versions = only(found, 'version')
    .map(({ scheme }) => scheme)
    .sort((a, b) => (a.appliesFrom < b.appliesFrom ? -1 : 1));
  return Map.groupBy(versions, ({ schemeId }) => schemeId);
}

/** What is said of a household itself, with the schemes of its rights as they are given. */
export function readOwnFacts(
  rows: readonly AllowanceFactRow[],
  schemes: ReadonlyMap<SchemeId, readonly Scheme[]>,
): Omit<HouseholdToGive['facts'], 'size' | 'birthMonths'> {
  const mergedPoints = new Map<AllowanceAccount, number>();
  for (const { purse, periodStartsOn, points } of only(rows, 'merged')) {
    const account = allowanceAccount(purse, periodStartsOn);
    mergedPoints.set(account, (mergedPoints.get(account) ?? 0) + points);
  }
  const [isee = null] = only(rows, 'isee').toSorted((a, b) =>
    a.expiresOn === b.expiresOn ? (a.register < b.register ? -1 : 1) : a.expiresOn > b.expiresOn ? -1 : 1,
  );
  return {
    entitlements: readRights(rows),
    schemes,
    isee,
    posted: only(rows, 'posted').map(({ of: _, ...posted }): PostedAllowance => posted),
    mergedPoints,
    carriedOver: new Set(
      only(rows, 'carried').map(({ purse, fromPeriodStartsOn }) =>
        allowanceAccount(purse, fromPeriodStartsOn),
      ),
    ),
    readAsOtherUntil:
      only(rows, 'readAsOtherUntil')
        .map(({ day }) => day)
        .sort()
        .at(-1) ?? null,
  };
}

/** A suspension is lifted only by what names it, in whatever order they arrive; dates of a right by what came after it. */
function readRights(rows: readonly AllowanceFactRow[]): Entitlement[] {
  const lifted = new Set(only(rows, 'resumption').map(({ suspensionId }) => suspensionId));
  const suspended = new Set(
    only(rows, 'suspension').flatMap(({ suspensionId, entitlementId }) =>
      lifted.has(suspensionId) ? [] : [entitlementId],
    ),
  );
  const dates = new Map(only(rows, 'dates').map((each) => [each.entitlementId, each]));
  return only(rows, 'right').map(({ entitlementId, schemeId, ...right }) => {
    const { startsOn, endsOn } = dates.get(entitlementId) ?? right;
    const state = suspended.has(entitlementId) ? 'suspended' : 'active';
    return { entitlementId, schemeId, startsOn, endsOn, state };
  });
}

/** Everybody's month of birth where a register is here, else the children's: the fuller register counts. */
function readMembers(
  household: readonly AllowanceFactRow[],
  others: readonly (readonly AllowanceFactRow[])[],
): Pick<HouseholdToGive['facts'], 'size' | 'birthMonths'> {
  const registers = new Map<string, LocalMonth[]>();
  let children: LocalMonth[] = [];
  for (const rows of [household, ...others]) {
    for (const [register, months] of readRegisters(rows)) {
      registers.set(register, joinMonths(registers.get(register) ?? [], months));
    }
    children = joinMonths(children, only(rows, 'children').at(-1)?.birthMonths ?? []);
  }
  const [fullest = children] = [...registers.values()]
    .filter((months) => months.length > 0)
    .sort((a, b) => b.length - a.length);
  return { size: only(household, 'size').at(-1)?.size ?? 1, birthMonths: fullest };
}

function readRegisters(rows: readonly AllowanceFactRow[]): Map<string, LocalMonth[]> {
  const left = new Set(
    only(rows, 'left').flatMap(({ register, personId, hasLeft }) =>
      hasLeft ? [`${register}/${personId}`] : [],
    ),
  );
  const there = only(rows, 'birth').filter(({ register, personId }) => !left.has(`${register}/${personId}`));
  const byRegister = Map.groupBy(there, ({ register }) => register);
  return new Map(
    [...byRegister].map(([register, births]) => [
      register,
      births.flatMap(({ month }) => (month === null ? [] : [month])).sort(),
    ]),
  );
}
