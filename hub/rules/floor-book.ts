import { parseAccount } from '../../shared/domain/account.ts';
import { beyondFloor, type FloorLimit, NO_FLOOR } from '../../shared/domain/floor-limit.ts';
import type { DeviceId, HouseholdId, OperationId } from '../../shared/domain/ids.ts';
import { addDays, daysBetween, type LocalDate, localDateAt } from '../../shared/domain/local-date.ts';
import type { Posting } from '../../shared/domain/posting.ts';
import type { FlagReason } from '../../shared/operations/flag-operations.ts';
import { floorSet, TYPES_AT_FLOOR } from '../../shared/operations/floor-operations.ts';
import type { Operation } from '../../shared/operations/operation.ts';
import type { FloorRule, FloorSum } from '../store/floor-tables.ts';
import type { HubDeviceRow, HubTx } from '../store/hub-store.ts';

/** What a spend at the floor is flagged for, and how much of it; null where the network's limit allows it. */
export type FloorFault = { readonly amount: number; readonly reason: FlagReason };

/** Operations of a device, and when those came that were kept aside until now: UTC milliseconds of the hub. */
export type Came = {
  readonly taken: readonly Operation[];
  readonly cameAt?: ReadonlyMap<OperationId, number>;
};

export type FloorBook = { readonly judge: (operation: Operation, posting: Posting) => FloorFault | null };

/** A device that has not read for so long what an administrator lets out goes by an older word at its own risk. */
const OLD_RULE_DAYS = 7;
/** What it tells so long after that word was replaced is judged by the newer one, whatever day it says. */
const OLD_WORD_DAYS = 30;
/** What is kept aside may be of so many days before it came. */
const ASIDE_DAYS = 7;
const MOST_RULES = 50;

/**
 * The floor as one push meets it. What a device had out counts by the hub's day in which it tells it, in however many pieces:
 * a counter lets out no more than its cap of what the hub has not heard or has heard that day. What a household had in a day
 * is counted over all devices; the day is the device's word, between the one that its chain had come to before this day of the
 * hub and today, so that a backlog counts as it was written in however many days it comes. What was kept aside counts on the
 * day it came, whenever it is taken. What was let out under a limit that the device may have known on that day is judged by
 * that one.
 *
 * A device that lies about days opens none twice and none beyond the hub's: what it can let out in a day of the hub stays
 * within the largest cap of a device that was in force within `OLD_WORD_DAYS`.
 */
export async function openFloorBook(
  tx: HubTx,
  device: HubDeviceRow,
  { taken, cameAt }: Came,
  now: number,
): Promise<FloorBook> {
  const { deviceId } = device;
  const days = daysOf(device, cameAt, now);
  const uses = new Map<string, FloorSum<HouseholdId>>();
  const told = new Map<string, FloorSum<DeviceId>>();
  for (const operation of taken) {
    for (const posting of operation.postings) {
      const taking = takingOf(posting);
      if (taking === null) continue;
      const { householdId, unit, amount } = taking;
      addTo(uses, { id: householdId, day: days.spentOn(operation), unit, amount });
      addTo(told, { id: deviceId, day: days.cameOn(operation), unit, amount });
    }
  }
  if (uses.size === 0) return { judge: () => null };
  const limitsOf = await openLimits(tx, device, taken, days);
  const byHousehold = before(uses, await tx.addFloorUses(inOrder(uses)));
  const byDevice = before(told, await tx.addFloorTold(inOrder(told)));
  return {
    judge: (operation, posting) => {
      const taking = takingOf(posting);
      if (taking === null) return null;
      const { householdId, unit, amount } = taking;
      const limits = TYPES_AT_FLOOR.has(operation.type)
        ? limitsOf(operation.id).filter(({ isOn }) => isOn)
        : [];
      if (limits.length === 0) return { amount, reason: 'NoCover' };
      const household = keyOf({ id: householdId, day: days.spentOn(operation), unit });
      const ofDevice = keyOf({ id: deviceId, day: days.cameOn(operation), unit });
      const spent = { household: byHousehold.get(household) ?? 0, device: byDevice.get(ofDevice) ?? 0 };
      byHousehold.set(household, spent.household + amount);
      byDevice.set(ofDevice, spent.device + amount);
      const beyond = Math.min(...limits.map((limit) => beyondFloor(limit, unit, amount, spent)));
      return beyond === 0 ? null : { amount: beyond, reason: 'FloorExceeded' };
    },
  };
}

/** The limits that the device may have gone by when it did something: what it wrote itself it knows at once. */
async function openLimits(
  tx: HubTx,
  { deviceId }: HubDeviceRow,
  taken: readonly Operation[],
  days: Days,
): Promise<(id: OperationId) => readonly FloorLimit[]> {
  const [rules, reads] = await Promise.all([tx.listFloorRules(MOST_RULES), tx.listNetworkReads(deviceId)]);
  const byOperation = new Map<OperationId, readonly FloorLimit[]>();
  let own: FloorLimit | null = null;
  for (const operation of taken) {
    if (operation.type === floorSet.type) own = floorSet.body.parse(JSON.parse(operation.body ?? ''));
    const spentOn = days.spentOn(operation);
    // On the day itself it may have read it later than it did this.
    const cursor = reads.find(({ readOn }) => readOn < spentOn)?.number ?? 0;
    const known = { deviceId, cursor, spentOn, cameOn: days.cameOn(operation) };
    byOperation.set(operation.id, own === null ? limitsToGoBy(rules, known) : [own]);
  }
  return (id) => byOperation.get(id) ?? [];
}

type Known = {
  readonly deviceId: DeviceId;
  /** In `network`, before the day. */
  readonly cursor: number;
  readonly spentOn: LocalDate;
  readonly cameOn: LocalDate;
};

/** From the newest that it had surely read on; none that was replaced long before. */
function limitsToGoBy(
  rules: readonly FloorRule[],
  { deviceId, cursor, spentOn, cameOn }: Known,
): FloorLimit[] {
  const all = [{ number: 0, limit: NO_FLOOR, setBy: null, setAt: 0 }, ...rules];
  const known = all.findLastIndex(({ number, setBy }) => number <= cursor || setBy === deviceId);
  return all
    .slice(known)
    .filter((_, index, since) => {
      const next = since[index + 1];
      if (next === undefined) return true;
      const replacedOn = localDateAt(next.setAt);
      return (
        daysBetween(replacedOn, spentOn) <= OLD_RULE_DAYS && daysBetween(replacedOn, cameOn) <= OLD_WORD_DAYS
      );
    })
    .map(({ limit }) => limit);
}

type Days = {
  /** The hub's day on which it came here. */
  readonly cameOn: (operation: Operation) => LocalDate;
  /** The day of the trade that it counts for. */
  readonly spentOn: (operation: Operation) => LocalDate;
};

function daysOf(
  { acknowledgedAt, reachedOn, reachedBefore }: HubDeviceRow,
  cameAt: Came['cameAt'],
  now: number,
): Days {
  const today = localDateAt(now);
  // What comes in pieces within a day of the hub is one.
  const reached = localDateAt(acknowledgedAt) < today ? reachedOn : reachedBefore;
  const cameOn = ({ id }: Operation) => localDateAt(cameAt?.get(id) ?? now);
  return {
    cameOn,
    spentOn: (operation) => {
      const until = cameOn(operation);
      const aside = cameAt?.has(operation.id) === true ? addDays(until, -ASIDE_DAYS) : reached;
      const since = aside < reached ? aside : reached;
      const { businessOn } = operation;
      if (businessOn > until) return until;
      return businessOn < since ? since : businessOn;
    },
  };
}

/** What a posting takes from a household at the floor; null where it takes nothing of value, or has other cover. */
function takingOf({ account, unit, amount, cover }: Posting) {
  if (cover?.kind !== 'floor' || amount >= 0 || unit === 'uses') return null;
  const parsed = parseAccount(account);
  return parsed?.kind === 'household' ? { householdId: parsed.householdId, unit, amount: -amount } : null;
}

const keyOf = ({ id, day, unit }: Omit<FloorSum<HouseholdId | DeviceId>, 'amount'>): string =>
  `${id} ${day} ${unit}`;

function addTo<Id extends HouseholdId | DeviceId>(sums: Map<string, FloorSum<Id>>, sum: FloorSum<Id>): void {
  const key = keyOf(sum);
  sums.set(key, { ...sum, amount: sum.amount + (sums.get(key)?.amount ?? 0) });
}

/** As rows are locked: two pushes never wait for each other. */
const inOrder = <Id extends HouseholdId | DeviceId>(
  sums: ReadonlyMap<string, FloorSum<Id>>,
): FloorSum<Id>[] => [...sums].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, sum]) => sum);

/** What there was before so much was added, by key. */
const before = <Id extends HouseholdId | DeviceId>(
  added: ReadonlyMap<string, FloorSum<Id>>,
  totals: readonly FloorSum<Id>[],
): Map<string, number> =>
  new Map(totals.map((total) => [keyOf(total), total.amount - (added.get(keyOf(total))?.amount ?? 0)]));
