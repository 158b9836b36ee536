import { type AccountName, parseAccount } from '../../shared/domain/account.ts';
import { beyondFloor, type FloorUnit } from '../../shared/domain/floor-limit.ts';
import type { LocalDate } from '../../shared/domain/local-date.ts';
import type { Cover } from '../../shared/domain/posting.ts';
import type { Spend } from '../../shared/sync/protocol.ts';
import type { Db } from '../database/database.ts';
import { findFloorLimit, floorOutstanding, floorSpentOn } from '../database/floor.ts';
import { findHouseholdNumber } from '../database/households.ts';

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
    const household = parsed?.kind === 'household' ? findHouseholdNumber(db, parsed.householdId) : null;
    if (unit === 'uses' || household === null) return null;
    const key = `${household} ${unit}`;
    const before = {
      household: floorSpentOn(db, household, unit, today) + (here.get(key) ?? 0),
      device: floorOutstanding(db, unit) + sumOf(here, unit),
    };
    if (beyondFloor(limit, unit, amount, before) > 0) return null;
    here.set(key, (here.get(key) ?? 0) + amount);
    covers.set(account, { kind: 'floor' });
  }
  return covers;
}

const sumOf = (here: ReadonlyMap<string, number>, unit: FloorUnit): number =>
  [...here].reduce((sum, [key, amount]) => (key.endsWith(` ${unit}`) ? sum + amount : sum), 0);
