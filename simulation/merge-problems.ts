import { findJoined, only } from '../hub/rules/read-allowance-facts.ts';
import type { MemoryStore } from '../hub/store/memory-store.ts';
import { type Purse, parseAccount } from '../shared/domain/account.ts';
import type { HouseholdId } from '../shared/domain/ids.ts';
import { householdMerged, householdMergeUndone } from '../shared/operations/merge-operations.ts';
import { POINTS_OF_TWO } from './points.ts';

/** Each merge and each undoing once, one allowance for those that are one, and nothing left on whoever is read as another. */
export function* mergeProblems(memory: MemoryStore): Generator<string> {
  const { operations, accounts, allowances } = memory.state();
  const all = operations.map(({ operation }) => operation);
  if (new Set(all.map(({ id }) => id)).size !== all.length) yield 'an id is written twice';
  const undone = all.filter(({ type }) => type === householdMergeUndone.type).map((each) => each.reversesId);
  if (new Set(undone).size !== undone.length) yield 'a merge is undone twice';
  const joinedAway = all
    .filter(({ id, type }) => type === householdMerged.type && !undone.includes(id))
    .map(({ body }) => householdMerged.body.parse(JSON.parse(body ?? '')).householdId);
  if (new Set(joinedAway).size !== joinedAway.length) yield 'a household is joined to two';

  const rows = [...allowances.facts.values()];
  const joined = findJoined(rows.filter(({ subject }) => subject === 'merges'));
  const states = [...accounts.values()].flatMap((state) => {
    const parsed = parseAccount(state.account);
    return parsed?.kind === 'household' ? [{ ...state, ...parsed }] : [];
  });
  const givenTo = (householdId: HouseholdId): number => {
    const own = rows.filter(({ subject }) => subject === `household:${householdId}`);
    return [...only(own, 'posted'), ...only(own, 'merged')].reduce((sum, { points }) => sum + points, 0);
  };
  const stateOf = (householdId: HouseholdId, purse: Purse) =>
    states.find((state) => state.householdId === householdId && state.purse === purse);
  const pointsOf = (householdId: HouseholdId): number => stateOf(householdId, 'points')?.posted ?? 0;
  for (const householdId of new Set(states.map((state) => state.householdId))) {
    const head = joined.headOf(householdId);
    if (head === householdId) {
      // Where it is all spent, what is too much waits on the account that it was spent from, against what was given there.
      const beside = joined.into(householdId).map((id) => Math.min(givenTo(id), pointsOf(id)));
      const given = beside.reduce((sum, points) => sum + points, givenTo(householdId));
      if (given > POINTS_OF_TWO) yield `${given} points are given where ${POINTS_OF_TWO} are due`;
      continue;
    }
    for (const { purse, posted, leased, unit } of states.filter(
      (state) => state.householdId === householdId,
    )) {
      const other = stateOf(head, purse);
      const free = other === undefined ? 0 : other.posted - other.reserved - other.leased;
      const owed = (purse === 'points' ? givenTo(householdId) : 0) - posted;
      if (posted > leased) yield `${posted} ${unit} stay on a household that is read as another`;
      if (posted <= leased && owed > 0 && free > 0)
        yield `${owed} ${unit} were spent and count against nothing`;
    }
  }
}
