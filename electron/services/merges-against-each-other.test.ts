import { expect, test } from 'vitest';
import type { HouseholdId, OperationId } from '../../shared/domain/ids.ts';
import { assert } from '../../shared/domain/result.ts';
import { householdMerged, householdMergeUndone } from '../../shared/operations/merge-operations.ts';
import { ensureAllowance } from '../database/allowance-posting.ts';
import { findHousehold } from '../database/households.ts';
import { findMergeOf, headOf, listMergedInto } from '../database/merges.ts';
import { rebuildProjections } from '../database/rebuild.ts';
import { aMergeDesk, newId } from '../merge-desk-fixture.ts';

type Desk = ReturnType<typeof aMergeDesk>;

/** Records a merge as it was said elsewhere, or its undoing where one is named. */
const aWriter =
  (desk: Desk) =>
  (id: OperationId, from: HouseholdId, into: HouseholdId, reversesId?: OperationId): void => {
    desk.inTransaction((tx) => {
      desk.context.record(tx, {
        id,
        kind: reversesId === undefined ? householdMerged : householdMergeUndone,
        body: { householdId: from, intoHouseholdId: into, moves: [], recomputed: [] },
        operatorId: desk.office.operator().operatorId,
        businessOn: desk.clock.today,
        ...(reversesId === undefined ? {} : { reversesId }),
      });
    });
  };

/** Two counters that have not heard of each other joined two records, each the other way round. */
function aQuarrel(arrival: 'firstFirst' | 'lastFirst') {
  const desk = aMergeDesk();
  const [a, b] = [desk.aHousehold({ size: 1 }), desk.aHousehold({ size: 1 })];
  const [firstId = newId(), lastId = newId()] = [newId(), newId()].toSorted();
  const write = aWriter(desk);
  const arrivals = [
    () => write(firstId, a.householdId, b.householdId),
    () => write(lastId, b.householdId, a.householdId),
  ];
  for (const arrive of arrival === 'firstFirst' ? arrivals : arrivals.toReversed()) arrive();
  const heads = () => [a, b].map(({ householdId }) => headOf(desk.db, householdId));
  return { desk, a, b, firstId, lastId, heads, write };
}

for (const arrival of ['firstFirst', 'lastFirst'] as const) {
  test(`two records joined against each other: the earlier merge holds and one stays (${arrival})`, () => {
    const { desk, a, b, firstId, heads } = aQuarrel(arrival);
    expect(heads()).toEqual([b.householdId, b.householdId]);
    expect(findMergeOf(desk.db, a.householdId)?.mergeId).toBe(firstId);
    expect(findMergeOf(desk.db, b.householdId)).toBeNull();
    expect(listMergedInto(desk.db, b.householdId).map(({ mergeId }) => mergeId)).toEqual([firstId]);
    expect(listMergedInto(desk.db, a.householdId)).toEqual([]);
    const live = desk.raw.prepare('SELECT * FROM household_merge').all();
    rebuildProjections(desk.inTransaction);
    expect(desk.raw.prepare('SELECT * FROM household_merge').all()).toEqual(live);
  });

  test(`the one that stays has the value of both, and points of one allowance (${arrival})`, () => {
    const { desk, a, b } = aQuarrel(arrival);
    desk.topUp(a.householdId, 'cents', 700);
    desk.topUp(b.householdId, 'cents', 300);
    desk.inTransaction((tx) => {
      const household = findHousehold(tx, b.householdId);
      if (household !== null) ensureAllowance(desk.context, tx, household, desk.siteId);
    });
    expect(desk.balances(b.householdId)).toMatchObject({ cents: 1000, 'points/2026-11-01': 100 });
    expect(desk.balances(a.householdId)).toEqual({});
    expect(desk.imbalance()).toEqual([]);
  });

  test(`once the earlier one is undone the later one holds (${arrival})`, () => {
    const { a, b, firstId, heads, write } = aQuarrel(arrival);
    write(newId(), a.householdId, b.householdId, firstId);
    expect(heads()).toEqual([a.householdId, a.householdId]);
  });
}

test('what was undone before it arrived holds nothing, and lets the other hold', () => {
  const desk = aMergeDesk();
  const [a, b] = [desk.aHousehold({ size: 1 }), desk.aHousehold({ size: 1 })];
  const write = aWriter(desk);
  const [firstId = newId(), lastId = newId()] = [newId(), newId()].toSorted();
  write(newId(), a.householdId, b.householdId, firstId);
  write(lastId, b.householdId, a.householdId);
  write(firstId, a.householdId, b.householdId);
  expect([a, b].map(({ householdId }) => headOf(desk.db, householdId))).toEqual([
    a.householdId,
    a.householdId,
  ]);
});

for (const arrival of ['firstFirst', 'lastFirst'] as const) {
  test(`a record joined to two at two counters is one with the first, and with the other once they are parted (${arrival})`, () => {
    const desk = aMergeDesk();
    const [a, b, c] = [1, 2, 3].map(() => desk.aHousehold({ size: 1 }).householdId);
    assert(a !== undefined && b !== undefined && c !== undefined, 'three were set up');
    const write = aWriter(desk);
    const [firstId = newId(), lastId = newId()] = [newId(), newId()].toSorted();
    const arrivals = [() => write(firstId, a, b), () => write(lastId, a, c)];
    for (const arrive of arrival === 'firstFirst' ? arrivals : arrivals.toReversed()) arrive();
    const readAsOne = () => [b, c].map((id) => listMergedInto(desk.db, id).map(({ mergeId }) => mergeId));
    expect([headOf(desk.db, a), readAsOne()]).toEqual([b, [[firstId], []]]);
    write(newId(), a, b, firstId);
    expect([headOf(desk.db, a), readAsOne()]).toEqual([c, [[], [lastId]]]);
  });
}
