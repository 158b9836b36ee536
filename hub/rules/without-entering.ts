import { type AccountName, parseAccount } from '../../shared/domain/account.ts';
import type { DeviceId, HouseholdId } from '../../shared/domain/ids.ts';
import type { HubTx } from '../store/hub-store.ts';

/**
 * Without households of counters that are entering the network: what those gave when they stood alone is not all here. Once it
 * is, everybody is looked at.
 */
export async function withoutEntering(
  tx: HubTx,
  householdIds: readonly HouseholdId[],
): Promise<readonly HouseholdId[]> {
  const entering = await findEntering(tx, householdIds);
  return householdIds.filter((id) => !entering.has(id));
}

/**
 * Which device has still to tell of accounts what it let out while it stood alone: what the books say of them until then may be
 * spent already. Those that it asks about itself are left out: it knows.
 */
export async function findUntold(
  tx: HubTx,
  askedBy: DeviceId,
  accounts: readonly AccountName[],
): Promise<ReadonlyMap<AccountName, DeviceId>> {
  const households = accounts.flatMap((account) => {
    const parsed = parseAccount(account);
    return parsed?.kind === 'household' ? [{ account, householdId: parsed.householdId }] : [];
  });
  const entering = await findEntering(tx, [...new Set(households.map(({ householdId }) => householdId))]);
  return new Map(
    households.flatMap(({ account, householdId }) => {
      const deviceId = entering.get(householdId);
      return deviceId === undefined || deviceId === askedBy ? [] : [[account, deviceId] as const];
    }),
  );
}

/** Of these households, those that a counter brings of which not everything is here, and that counter. */
async function findEntering(
  tx: HubTx,
  householdIds: readonly HouseholdId[],
): Promise<ReadonlyMap<HouseholdId, DeviceId>> {
  const entering = await tx.findEntering(householdIds.map((id) => `household:${id}`));
  return new Map(
    householdIds.flatMap((id) => {
      const bringer = entering.get(`household:${id}`);
      return bringer === undefined ? [] : [[id, bringer] as const];
    }),
  );
}
