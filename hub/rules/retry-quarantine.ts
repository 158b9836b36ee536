import type { DeviceId, OperationId } from '../../shared/domain/ids.ts';
import type { HubTx, QuarantineRow } from '../store/hub-store.ts';
import { lockWithHolder } from './holder.ts';
import { takeOperations } from './insert-taken.ts';
import { judgeEach, listNamed, type TakingContext } from './push.ts';

const MOST_AT_ONCE = 500;
/** One operation may wait for another device's, which waits for a third: so many devices in a row and no more. */
const MOST_ROUNDS = 20;
/** A process that claimed the work and ended in the middle is not waited for longer. */
const CLAIM_VALID_MS = 10 * 60_000;

/** How many operations were taken, and of which devices a page failed: nothing of that page is taken. */
export type Retried = {
  readonly taken: number;
  readonly faults: readonly { readonly deviceId: DeviceId; readonly error: unknown }[];
};

/**
 * Judges again what is kept aside, device by device in its own order: after an update the hub may know what it did not
 * know before. What names an operation that is kept aside waits for it and follows it. Any number of processes may do it
 * at once. A device of which something fails keeps no other waiting.
 */
export async function retryQuarantine(context: TakingContext): Promise<Retried> {
  let taken = 0;
  const faults = new Map<DeviceId, unknown>();
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const devices = await context.store.inSnapshot((tx) => tx.countQuarantined());
    let inRound = 0;
    for (const deviceId of [...devices.keys()].sort()) {
      if (faults.has(deviceId)) continue;
      const retried = await retryDevice(context, deviceId);
      inRound += retried.taken;
      if (retried.hasFailed) faults.set(deviceId, retried.error);
    }
    taken += inRound;
    if (inRound === 0) break;
  }
  return { taken, faults: [...faults].map(([deviceId, error]) => ({ deviceId, error })) };
}

/**
 * Once for each version of the program, by whichever process comes first. Where something failed the next process that
 * starts, some time later, does it again.
 */
export async function retryAfterUpdate(context: TakingContext, version: number): Promise<Retried> {
  const { store, now } = context;
  const claimedAt = now();
  const isMine = await store.inTransaction((tx) =>
    tx.claimJob('retry-quarantine', version, claimedAt, claimedAt - CLAIM_VALID_MS),
  );
  if (!isMine) return { taken: 0, faults: [] };
  const retried = await retryQuarantine(context);
  if (retried.faults.length === 0) await store.inTransaction((tx) => tx.endJob('retry-quarantine', version));
  return retried;
}

type RetriedDevice = { readonly taken: number } & (
  | { readonly hasFailed: false }
  | { readonly hasFailed: true; readonly error: unknown }
);

async function retryDevice(context: TakingContext, deviceId: DeviceId): Promise<RetriedDevice> {
  let taken = 0;
  try {
    for (let after = 0; ; ) {
      const page: Page = await retryFrom(context, deviceId, after);
      taken += page.taken;
      if (page.nextAfter === null) return { taken, hasFailed: false };
      after = page.nextAfter;
    }
  } catch (error) {
    return { taken, hasFailed: true, error }; // the caller's to tell
  }
}

type Page = { readonly taken: number; readonly nextAfter: number | null };

const retryFrom = (context: TakingContext, deviceId: DeviceId, after: number): Promise<Page> =>
  context.store.inTransaction((tx) => retryPage(tx, context, deviceId, after));

async function retryPage(
  tx: HubTx,
  context: TakingContext,
  deviceId: DeviceId,
  after: number,
): Promise<Page> {
  const device = await lockWithHolder(tx, deviceId);
  const rows = device === null ? [] : await tx.listAsideOf(deviceId, after, MOST_AT_ONCE);
  if (device === null) return { taken: 0, nextAfter: null };
  // A second operation under an id that is taken stays what it is, and so does what came from a device that was revoked: also
  // under the id that a branch of it goes on as. What came before that is judged like anybody's: its cover waits for it.
  const isFinal = ({ reason }: QuarantineRow) => reason === 'IdTaken' || reason === 'DeviceRevoked';
  const undecided = rows.filter((row) => !isFinal(row)).map(({ operation }) => operation);
  // It may have become one since: another device's came at the same moment, and nobody saw this one kept aside.
  const writers = await tx.findWriters(undecided.map(({ id }) => id));
  const open = undecided.filter(({ id }) => !writers.has(id));
  for (const { id, seq } of undecided) {
    if (writers.has(id)) await tx.setQuarantineReason(deviceId, seq, 'IdTaken');
  }
  const asideIds = await tx.findQuarantinedIds(listNamed(open));
  const known = Promise.resolve({
    knownIds: new Map<OperationId, string>(),
    asideIds,
    lateIds: new Set<OperationId>(),
    stoodAt: new Map(
      rows.flatMap(({ operation: { id }, place }) => (place === undefined ? [] : [[id, place] as const])),
    ),
  });
  const judged = await judgeEach(tx, context, device, open, known, context.now());
  await tx.deleteQuarantined(
    deviceId,
    judged.taken.map(({ seq }) => seq),
  );
  const cameAt = new Map(rows.map(({ operation, receivedAt }) => [operation.id, receivedAt]));
  await takeOperations(tx, context, device, { ...judged, cameAt }, context.now());
  const reasons = new Map(rows.map(({ seq, reason }) => [seq, reason]));
  for (const { seq, reason } of judged.aside) {
    if (reasons.get(seq) !== reason) await tx.setQuarantineReason(deviceId, seq, reason);
  }
  // Up to one that is empty: of long ones a page holds few.
  return { taken: judged.taken.length, nextAfter: rows.at(-1)?.seq ?? null };
}
