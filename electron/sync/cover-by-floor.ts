import { type AccountName, parseAccount } from '../../shared/domain/account.ts';
import { beyondFloor, type FloorUnit } from '../../shared/domain/floor-limit.ts';
import type { HouseholdId } from '../../shared/domain/ids.ts';
import type { LocalDate } from '../../shared/domain/local-date.ts';
import type { Cover } from '../../shared/domain/posting.ts';
import type { Spend } from '../../shared/sync/protocol.ts';
import type { Db } from '../database/database.ts';
import { findFloorLimit, floorOutstanding, floorSpentOn } from '../database/floor.ts';
import { findHouseholdNumber } from '../database/households.ts';
import { headOf, listMergedInto } from '../database/merges.ts';

/**
 * Lets spends out without cover, where the network allows that and both caps hold, with all of them together; null where
 * not. Of one act all are let out or none.
 */
export function coverByFloor(
  db: Db,
  today: LocalDate,
  spends: readonly Spend[],
): ReadonlyMap<AccountName, Cover> | null {
  const limit = findFloorLimit(db);
  if (!limit.isOn) return null;
  const covers = new Map<AccountName, Cover>();
  const here = new Map<string, number>();
  for (const { account, unit, amount } of spends) {
    const parsed = parseAccount(account);
    const households = parsed?.kind === 'household' ? householdsReadAs(db, parsed.householdId) : [];
    const [head] = households;
    if (unit === 'uses' || head === undefined) return null;
    const key = `${head} ${unit}`;
    const spent = households.reduce((sum, household) => sum + floorSpentOn(db, household, unit, today), 0);
    const before = {
      household: spent + (here.get(key) ?? 0),
      device: floorOutstanding(db, unit, today) + sumOf(here, unit),
    };
    if (beyondFloor(limit, unit, amount, before) > 0) return null;
    here.set(key, (here.get(key) ?? 0) + amount);
    covers.set(account, { kind: 'floor' });
  }
  return covers;
}

/** The household that this one is read as, and all that are read as that one: merged they have no more than one. */
function householdsReadAs(db: Db, householdId: HouseholdId): number[] {
  const head = headOf(db, householdId);
  return [head, ...listMergedInto(db, head).map((merge) => merge.householdId)].flatMap(
    (id) => findHouseholdNumber(db, id) ?? [],
  );
}

const sumOf = (here: ReadonlyMap<string, number>, unit: FloorUnit): number =>
  [...here].reduce((sum, [key, amount]) => (key.endsWith(` ${unit}`) ? sum + amount : sum), 0);
