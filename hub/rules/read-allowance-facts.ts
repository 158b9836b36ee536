import {
  type AllowanceAccount,
  type AllowanceFacts,
  allowanceAccount,
  type PastSuspension,
  type PostedAllowance,
} from '../../shared/domain/allowance-due.ts';
import type { Entitlement } from '../../shared/domain/entitlement.ts';
import type { HouseholdId, SchemeId, SiteId } from '../../shared/domain/ids.ts';
import { addDays, type LocalMonth } from '../../shared/domain/local-date.ts';
import { joinMonths } from '../../shared/domain/merge.ts';
import type { Scheme } from '../../shared/domain/scheme.ts';
import type { AllowanceFactRow, FactSubject } from '../store/allowance-tables.ts';
import type { HubTx } from '../store/hub-store.ts';
import { only } from './facts-of.ts';
import { readJoined } from './read-joined.ts';

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
  const joinedBy = await readJoined(tx, householdIds);
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
    pastSuspensions: readPastSuspensions(rows),
  };
}

function readPastSuspensions(rows: readonly AllowanceFactRow[]): PastSuspension[] {
  const liftedOn = new Map(only(rows, 'resumption').map(({ suspensionId, day }) => [suspensionId, day]));
  return only(rows, 'suspension').flatMap(({ suspensionId, entitlementId, day: startsOn }) => {
    const on = liftedOn.get(suspensionId);
    return startsOn === undefined || on === undefined
      ? []
      : [{ entitlementId, startsOn, endsOn: addDays(on, -1) }];
  });
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
