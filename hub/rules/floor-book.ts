import { parseAccount } from '../../shared/domain/account.ts';
import { beyondFloor, type FloorLimit, NO_FLOOR } from '../../shared/domain/floor-limit.ts';
import type { DeviceId, OperationId } from '../../shared/domain/ids.ts';
import { type LocalDate, localDateAt } from '../../shared/domain/local-date.ts';
import type { Posting } from '../../shared/domain/posting.ts';
import type { FlagReason } from '../../shared/operations/flag-operations.ts';
import { floorSet, TYPES_AT_FLOOR } from '../../shared/operations/floor-operations.ts';
import { networkStream } from '../../shared/operations/kind.ts';
import type { Operation } from '../../shared/operations/operation.ts';
import type { FloorRule, FloorTold, FloorUse, HubDeviceRow, HubTx } from '../store/hub-store.ts';

/** What a spend at the floor is flagged for, and how much of it; null where the network's limit allows it. */
export type FloorFault = { readonly amount: number; readonly reason: FlagReason };

/** Operations of a device, and when those came that were kept aside until now: UTC milliseconds of the hub. */
export type Came = {
  readonly taken: readonly Operation[];
  readonly cameAt?: ReadonlyMap<OperationId, number>;
};

export type FloorBook = { readonly judge: (operation: Operation, posting: Posting) => FloorFault | null };

/** A device that has not read for so long what an administrator lets out goes by an older word at its own risk. */
const OLD_RULE_MS = 7 * 86_400_000;
const MOST_RULES = 50;

/**
 * The floor as one push meets it. What a device had out counts by the hub's day in which it tells it, in however many pieces:
 * a counter lets out no more than its cap of what the hub has not heard or has heard that day. What a household had in a day
 * is counted over all devices; the day is the device's word, between the last day before this one on which the hub heard
 * from it and today. What was kept aside counts on the day it came, whenever it is taken. What was let out under a limit that the device may have known is judged by that one.
 */
export async function openFloorBook(
  tx: HubTx,
  device: HubDeviceRow,
  { taken, cameAt }: Came,
  now: number,
): Promise<FloorBook> {
  const { deviceId } = device;
  const dayOf = ({ id }: Operation) => localDateAt(cameAt?.get(id) ?? now);
  const readUse = floorUses(device, localDateAt(now), dayOf);
  const uses = new Map<string, FloorUse>();
  const told = new Map<string, FloorTold>();
  for (const operation of taken) {
    for (const posting of operation.postings) {
      const use = readUse(operation, posting);
      if (use === null) continue;
      const key = keyOf(use);
      uses.set(key, { ...use, amount: use.amount + (uses.get(key)?.amount ?? 0) });
      const toldOn = dayOf(operation);
      const toldKey = `${toldOn} ${use.unit}`;
      const amount = use.amount + (told.get(toldKey)?.amount ?? 0);
      told.set(toldKey, { deviceId, toldOn, unit: use.unit, amount });
    }
  }
  if (uses.size === 0) return { judge: () => null };
  const limitsOf = await openLimits(tx, device, taken, now);
  const inOrder = [...uses.values()].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  const byHousehold = new Map<string, number>();
  for (const total of await tx.addFloorUses(inOrder)) {
    byHousehold.set(keyOf(total), total.amount - (uses.get(keyOf(total))?.amount ?? 0));
  }
  const byDevice = new Map<string, number>();
  const toAdd = [...told].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, each]) => each);
  for (const { toldOn, unit, amount } of await tx.addFloorTold(toAdd)) {
    const toldKey = `${toldOn} ${unit}`;
    byDevice.set(toldKey, amount - (told.get(toldKey)?.amount ?? 0));
  }
  return {
    judge: (operation, posting) => {
      const use = readUse(operation, posting);
      if (use === null) return null;
      const { unit, amount } = use;
      const key = keyOf(use);
      const toldKey = `${dayOf(operation)} ${unit}`;
      const before = { household: byHousehold.get(key) ?? 0, device: byDevice.get(toldKey) ?? 0 };
      const limits = TYPES_AT_FLOOR.has(operation.type)
        ? limitsOf(operation.id).filter(({ isOn }) => isOn)
        : [];
      if (limits.length === 0) return { amount, reason: 'NoCover' };
      byHousehold.set(key, before.household + amount);
      byDevice.set(toldKey, before.device + amount);
      const beyond = Math.min(...limits.map((limit) => beyondFloor(limit, unit, amount, before)));
      return beyond === 0 ? null : { amount: beyond, reason: 'FloorExceeded' };
    },
  };
}

/** The limits that the device may have gone by when it did something: what it wrote itself it knows at once. */
async function openLimits(
  tx: HubTx,
  { deviceId }: HubDeviceRow,
  taken: readonly Operation[],
  now: number,
): Promise<(id: OperationId) => readonly FloorLimit[]> {
  const contact = await tx.findContact(deviceId);
  const cursor = contact?.cursors.get(networkStream) ?? 0;
  let limits = limitsToGoBy(await tx.listFloorRules(MOST_RULES), deviceId, cursor, now);
  const byOperation = new Map<OperationId, readonly FloorLimit[]>();
  for (const { id, type, body } of taken) {
    if (type === floorSet.type) limits = [floorSet.body.parse(JSON.parse(body ?? ''))];
    byOperation.set(id, limits);
  }
  return (id) => byOperation.get(id) ?? [];
}

/** From the newest that it has surely read on; none that was replaced long ago. */
function limitsToGoBy(
  rules: readonly FloorRule[],
  deviceId: DeviceId,
  cursor: number,
  now: number,
): FloorLimit[] {
  const all = [{ number: 0, limit: NO_FLOOR, setBy: null, setAt: 0 }, ...rules];
  const known = all.findLastIndex(({ number, setBy }) => number <= cursor || setBy === deviceId);
  return all
    .slice(known)
    .filter((_, index, since) => {
      const next = since[index + 1];
      return next === undefined || now - next.setAt <= OLD_RULE_MS;
    })
    .map(({ limit }) => limit);
}

const keyOf = ({ householdId, spentOn, unit }: FloorUse): string => `${householdId} ${spentOn} ${unit}`;

/** What a posting takes from a household at the floor; null where it takes nothing of value, or has other cover. */
function floorUses(
  { acknowledgedAt, acknowledgedBefore }: HubDeviceRow,
  today: LocalDate,
  dayOf: (operation: Operation) => LocalDate,
) {
  const lastOn = localDateAt(acknowledgedAt);
  const heardOn = lastOn < today ? lastOn : localDateAt(acknowledgedBefore);
  return (operation: Operation, { account, unit, amount, cover }: Posting): FloorUse | null => {
    if (cover?.kind !== 'floor' || amount >= 0 || unit === 'uses') return null;
    const parsed = parseAccount(account);
    if (parsed?.kind !== 'household') return null;
    const { businessOn } = operation;
    const cameOn = dayOf(operation);
    const since = heardOn < cameOn ? heardOn : cameOn;
    const spentOn = businessOn > cameOn ? cameOn : businessOn < since ? since : businessOn;
    return { householdId: parsed.householdId, spentOn, unit, amount: -amount };
  };
}
