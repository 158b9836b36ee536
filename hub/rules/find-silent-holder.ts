import type { DeviceId } from '../../shared/domain/ids.ts';
import type { AuthoriseAnswer, SilentHolder, Spend } from '../../shared/sync/protocol.ts';
import type { HubTx } from '../store/hub-store.ts';
import { findUntold } from './without-entering.ts';

/** Longer than a counter that runs is ever silent: its rests grow to a minute, and what is noted of it is a minute old at most. */
const SILENT_AFTER_MS = 3 * 60_000;

/**
 * Of what a question is short of, set aside for other devices: the one that holds most of it, where those that are heard of could not
 * give back enough. Whoever asked then knows that waiting does not help. Null where it may.
 */
export async function findSilentHolder(
  tx: HubTx,
  askedBy: DeviceId,
  spends: readonly Spend[],
  { short }: Extract<AuthoriseAnswer, { type: 'refused' }>,
  now: number,
): Promise<SilentHolder | null> {
  const missing = spends.flatMap(({ account, amount }) => {
    const known = short.find((each) => each.account === account);
    return known === undefined ? [] : [{ account, amount: amount - known.available }];
  });
  const accounts = missing.map(({ account }) => account);
  const untold = await findUntold(tx, askedBy, accounts);
  const leases = [
    ...(await tx.listLeasesOn(accounts)),
    ...missing.flatMap((each) => {
      const deviceId = untold.get(each.account);
      return deviceId === undefined ? [] : [{ ...each, deviceId }];
    }),
  ];
  const holders = new Map<DeviceId, SilentHolder & { readonly isSilent: boolean }>();
  for (const deviceId of new Set(leases.map((lease) => lease.deviceId))) {
    const device = await tx.findDevice(deviceId);
    // What is kept for acts of a chain that is closed nobody gives back.
    if (deviceId === askedBy || device?.state !== 'active') continue;
    // While it hands in what it has of days it asks for no news.
    const at = Math.max((await tx.findContact(deviceId))?.seenAt ?? 0, device.acknowledgedAt);
    const seenAt = at === 0 ? null : at;
    holders.set(deviceId, { deviceId, seenAt, isSilent: now - at > SILENT_AFTER_MS });
  }
  for (const { account, amount } of missing) {
    const held = leases
      .flatMap((lease) => {
        const holder = holders.get(lease.deviceId);
        return lease.account === account && holder !== undefined ? [{ ...holder, amount: lease.amount }] : [];
      })
      .sort((a, b) => b.amount - a.amount);
    const comesBack = held.filter(({ isSilent }) => !isSilent).reduce((sum, each) => sum + each.amount, 0);
    const most = held.find(({ isSilent }) => isSilent);
    if (comesBack < amount && most !== undefined) return { deviceId: most.deviceId, seenAt: most.seenAt };
  }
  return null;
}
