import { iterateOperations } from '../electron/database/log.ts';
import type { MemoryStore } from '../hub/store/memory-store.ts';
import { type AccountName, householdAccount, parseAccount } from '../shared/domain/account.ts';
import { keyOfCarryOver } from '../shared/domain/allowance-due.ts';
import type { HouseholdId } from '../shared/domain/ids.ts';
import type { LocalDate } from '../shared/domain/local-date.ts';
import { carriedOverOf } from '../shared/domain/scheme-allowance.ts';
import { limitPeriodOn } from '../shared/domain/scheme-period.ts';
import { allowancePosted } from '../shared/operations/household-operations.ts';
import { householdMerged } from '../shared/operations/merge-operations.ts';
import type { Operation } from '../shared/operations/operation.ts';
import { allowanceCarriedOver, schemeSet } from '../shared/operations/scheme-operations.ts';
import { MONTHS, POINTS_OF_TWO } from './points.ts';
import type { SimulatedCounter } from './simulated-counter.ts';

/** Each allowance once, at the hub and at each counter; this month's is there; and what was left is carried over, and no more. */
export function* periodProblems(
  memory: MemoryStore,
  counters: readonly Pick<SimulatedCounter, 'db'>[],
  today: LocalDate,
): Generator<string> {
  const operations = memory.state().operations.map(({ operation }) => operation);
  yield* twiceIn(operations, 'the hub');
  for (const { db } of counters) {
    const held = [...iterateOperations(db)].map(({ operation }) => operation);
    yield* twiceIn(held, 'a counter');
  }
  yield* giftProblems(memory, operations, today);
  yield* carryOverProblems(memory, operations, today);
}

/** The key of an allowance, or of what was carried over; null for what is neither. */
function keyOf({ type, body }: Operation): string | null {
  if (type === allowancePosted.type) {
    const given = allowancePosted.body.parse(JSON.parse(body ?? ''));
    return `${given.householdId}|${given.purse}|${given.periodStartsOn}|${given.revision}`;
  }
  if (type !== allowanceCarriedOver.type) return null;
  const { householdId, purse, fromPeriodStartsOn } = allowanceCarriedOver.body.parse(JSON.parse(body ?? ''));
  return keyOfCarryOver(householdId, purse, fromPeriodStartsOn);
}

function* twiceIn(operations: readonly Operation[], where: string): Generator<string> {
  const keys = operations.flatMap((operation) => keyOf(operation) ?? []);
  const twice = keys.length - new Set(keys).size;
  if (twice > 0) yield `${where} has ${twice} allowances twice`;
}

/** Of those that no merge ever named, and that nobody erased, each has what two people are given this month. */
function* giftProblems(
  memory: MemoryStore,
  operations: readonly Operation[],
  today: LocalDate,
): Generator<string> {
  if (!operations.some(({ type }) => type === schemeSet.type)) return;
  const month = limitPeriodOn(today).startsOn;
  const facts = [...memory.state().allowances.facts.values()];
  const given = new Map<HouseholdId, number>();
  for (const { subject, fact } of facts) {
    const householdId = subject.slice('household:'.length) as HouseholdId; // of a subject with a right it is one
    if (fact.of === 'right' && isAlwaysItself(memory, operations, householdId)) given.set(householdId, 0);
  }
  for (const { subject, fact } of facts) {
    if (fact.of !== 'posted' || fact.startsOn !== month) continue;
    for (const [householdId, points] of given)
      if (subject === `household:${householdId}`) given.set(householdId, points + fact.points);
  }
  for (const points of given.values())
    if (points !== POINTS_OF_TWO) yield `${points} points are given where ${POINTS_OF_TWO} are due`;
}

const isAlwaysItself = (
  memory: MemoryStore,
  operations: readonly Operation[],
  householdId: HouseholdId,
): boolean =>
  !memory.state().erasures.has(householdId) &&
  !operations.some(({ type, body }) => type === householdMerged.type && body?.includes(householdId));

/**
 * In the order in which the hub took them: what is carried over is what the month left at that moment, as far as the scheme
 * lets it; and once that month is over nothing waits for it but what is promised to somebody, or came after it.
 */
function* carryOverProblems(
  memory: MemoryStore,
  operations: readonly Operation[],
  today: LocalDate,
): Generator<string> {
  const [ended] = MONTHS;
  const schemes = operations
    .filter(({ type, version }) => type === schemeSet.type && version === schemeSet.version)
    .map(({ body }) => schemeSet.body.parse(JSON.parse(body ?? '')));
  const [usual] = schemes;
  if (usual === undefined) return;
  const left = new Map<AccountName, number>();
  const carried = new Set<AccountName>();
  for (const operation of operations) {
    if (operation.type === allowanceCarriedOver.type) {
      const { householdId, points } = allowanceCarriedOver.body.parse(JSON.parse(operation.body ?? ''));
      const account = householdAccount(householdId, 'points', ended);
      const was = left.get(account) ?? 0;
      const due = carriedOverOf(usual, was);
      if (points !== due) yield `${points} points are carried over of ${was} where ${due} are due`;
      carried.add(account);
    }
    for (const { account, amount } of operation.postings)
      left.set(account, (left.get(account) ?? 0) + amount);
  }
  if (today < MONTHS[1]) return;
  for (const { account, posted, reserved, leased } of memory.state().accounts.values()) {
    const parsed = parseAccount(account);
    if (parsed?.kind !== 'household' || parsed.purse !== 'points' || parsed.periodStartsOn !== ended)
      continue;
    if (carried.has(account) || reserved + leased > 0) continue;
    const due = carriedOverOf(usual, posted);
    if (due > 0 && isAlwaysItself(memory, operations, parsed.householdId))
      yield `${due} points are not carried over though nobody has them`;
  }
}
