import type { HouseholdId } from '../../shared/domain/ids.ts';
import type { HubTx } from '../store/hub-store.ts';

/**
 * Without households of counters that are entering the network: what those gave when they stood alone is not all here. Once it
 * is, everybody is looked at.
 */
export async function withoutEntering(
  tx: HubTx,
  householdIds: readonly HouseholdId[],
): Promise<readonly HouseholdId[]> {
  const entering = new Set(await tx.listEntering());
  if (entering.size === 0) return householdIds;
  const bringers = await tx.findBringers(householdIds.map((id) => `household:${id}`));
  return householdIds.filter((id) => {
    const bringer = bringers.get(`household:${id}`);
    return bringer === undefined || !entering.has(bringer);
  });
}
