import type { AllowanceFact } from '../hub/store/allowance-tables.ts';
import type { MemoryStore } from '../hub/store/memory-store.ts';
import { type Purse, parseAccount } from '../shared/domain/account.ts';
import type { HouseholdId } from '../shared/domain/ids.ts';
import type { LocalDate } from '../shared/domain/local-date.ts';
import { mergesThatHold } from '../shared/domain/merge-circles.ts';
import { limitPeriodOn } from '../shared/domain/scheme-period.ts';
import { householdMerged, householdMergeUndone } from '../shared/operations/merge-operations.ts';
import type { Operation } from '../shared/operations/operation.ts';
import { POINTS_OF_TWO } from './points.ts';

/** Each merge and each undoing once, one allowance for those that are one, and nothing left on whoever is read as another. */
export function* mergeProblems(memory: MemoryStore, today: LocalDate): Generator<string> {
  const { operations, accounts, allowances } = memory.state();
  const all = operations.map(({ operation }) => operation);
  if (new Set(all.map(({ id }) => id)).size !== all.length) yield 'an id is written twice';
  const undone = all.filter(({ type }) => type === householdMergeUndone.type).map((each) => each.reversesId);
  if (new Set(undone).size !== undone.length) yield 'a merge is undone twice';
  const merges = all.filter(({ id, type }) => type === householdMerged.type && !undone.includes(id));
  const away = merges.map((merge) => pairOf(merge).householdId);
  if (new Set(away).size !== away.length) yield 'a household is joined to two';

  const headOf = headsBy(merges);
  const facts = [...allowances.facts.values()];
  // Points of a month that has ended stay where they are, and nobody spends them.
  const month = limitPeriodOn(today).startsOn;
  const states = [...accounts.values()].flatMap((state) => {
    const parsed = parseAccount(state.account);
    const isLive = parsed?.kind === 'household' && [null, month].includes(parsed.periodStartsOn);
    return isLive ? [{ ...state, ...parsed }] : [];
  });
  const givenTo = (householdId: HouseholdId): number =>
    facts.reduce(
      (sum, { subject, fact }) =>
        subject === `household:${householdId}` && giveIn(month, fact) ? sum + fact.points : sum,
      0,
    );
  const stateOf = (householdId: HouseholdId, purse: Purse) =>
    states.find((state) => state.householdId === householdId && state.purse === purse);
  const pointsOf = (householdId: HouseholdId): number => stateOf(householdId, 'points')?.posted ?? 0;
  const households = new Set(states.map((state) => state.householdId));
  for (const householdId of households) {
    const head = headOf(householdId);
    if (head === householdId) {
      // Where it is all spent, what is too much waits on the account that it was spent from, against what was given there.
      const beside = [...households]
        .filter((id) => id !== householdId && headOf(id) === householdId)
        .map((id) => Math.min(givenTo(id), pointsOf(id)));
      const given = beside.reduce((sum, points) => sum + points, givenTo(householdId));
      if (given > POINTS_OF_TWO) yield `${given} points are given where ${POINTS_OF_TWO} are due`;
      continue;
    }
    const isGiven = [...households].some((id) => headOf(id) === head && givenTo(id) > 0);
    for (const { purse, posted, leased, unit } of states.filter(
      (state) => state.householdId === householdId,
    )) {
      // What comes back in a month that nobody of these was given waits for that: without a right it is spent by nobody.
      if (unit === 'points' && !isGiven) continue;
      const other = stateOf(head, purse);
      const free = other === undefined ? 0 : other.posted - other.reserved - other.leased;
      const owed = (purse === 'points' ? givenTo(householdId) : 0) - posted;
      if (posted > leased) yield `${posted} ${unit} stay on a household that is read as another`;
      if (posted <= leased && owed > 0 && free > 0)
        yield `${owed} ${unit} were spent and count against nothing`;
    }
  }
}

type Given = Extract<AllowanceFact, { readonly of: 'posted' | 'merged' }>;
const giveIn = (month: LocalDate, fact: AllowanceFact): fact is Given =>
  (fact.of === 'posted' && fact.startsOn === month) ||
  (fact.of === 'merged' && fact.periodStartsOn === month);

const pairOf = ({ body }: Operation) => householdMerged.body.parse(JSON.parse(body ?? ''));

/** What each household is read as, by the merges that hold of these. */
function headsBy(merges: readonly Operation[]): (householdId: HouseholdId) => HouseholdId {
  const numbers = new Map<HouseholdId, number>();
  const numberOf = (id: HouseholdId): number => {
    const number = numbers.get(id) ?? numbers.size;
    numbers.set(id, number);
    return number;
  };
  const holding = mergesThatHold(
    merges.map((merge) => {
      const { householdId, intoHouseholdId } = pairOf(merge);
      return { mergeId: merge.id, household: numberOf(householdId), into: numberOf(intoHouseholdId) };
    }),
  );
  const intoOf = new Map(
    merges
      .filter(({ id }) => holding.has(id))
      .map((merge): [HouseholdId, HouseholdId] => [pairOf(merge).householdId, pairOf(merge).intoHouseholdId]),
  );
  return (householdId) => {
    let head = householdId;
    for (let into = intoOf.get(head); into !== undefined; into = intoOf.get(head)) head = into;
    return head;
  };
}
