import {
  type AllowanceAccount,
  type AllowanceFacts,
  allowanceAccount,
  type DueAllowance,
  dueAllowances,
  type PostedAllowance,
} from '../../shared/domain/allowance-due.ts';
import { entitlementOn } from '../../shared/domain/entitlement.ts';
import { addDays, type LocalDate } from '../../shared/domain/local-date.ts';
import { schemeOn } from '../../shared/domain/scheme.ts';

/** What is set aside of a period that ended is waited for so long at most; then what is free is carried over. */
export const WAIT_DAYS = 7;

type KnownFacts = Pick<AllowanceFacts, 'schemes' | 'entitlements'>;

/**
 * What is due to a household for today, and where its scheme posts ahead for the last day of that time. Law: once it is
 * posted nothing is due.
 */
export function decideAllowances(facts: AllowanceFacts, today: LocalDate): DueAllowance[] {
  const due: DueAllowance[] = [];
  let known = facts;
  for (const day of daysToGive(facts, today)) {
    const more = dueAllowances(known, day, today);
    due.push(...more);
    known = withDue(known, more);
  }
  return due;
}

function daysToGive(facts: KnownFacts, today: LocalDate): LocalDate[] {
  const ahead = [...facts.schemes].flatMap(([schemeId, versions]) => {
    const days = schemeOn(versions, today)?.postDaysAhead ?? 0;
    const day = addDays(today, days);
    const right = entitlementOn(facts.entitlements, day);
    return days > 0 && right.ok && right.value.schemeId === schemeId ? [day] : [];
  });
  return [today, ...ahead.sort()];
}

/** How things stand once that is posted. */
function withDue(facts: AllowanceFacts, due: readonly DueAllowance[]): AllowanceFacts {
  const posted = [...facts.posted];
  const carriedOver = new Set(facts.carriedOver);
  const leftPoints = new Map(facts.leftPoints);
  const move = (account: AllowanceAccount, points: number) =>
    leftPoints.set(account, (leftPoints.get(account) ?? 0) + points);
  for (const each of due) {
    const { purse, points, schemeId } = each;
    if (each.kind === 'posted') {
      const { periodStartsOn: startsOn, periodEndsOn: endsOn, revision, schemeAppliesFrom } = each;
      posted.push({ purse, startsOn, endsOn, revision, points, schemeId, schemeAppliesFrom });
      move(allowanceAccount(purse, startsOn), points);
    } else {
      const from = allowanceAccount(purse, each.fromPeriodStartsOn);
      carriedOver.add(from);
      move(from, -points);
      move(allowanceAccount(purse, each.toPeriodStartsOn), points);
    }
  }
  return { ...facts, posted, carriedOver, leftPoints };
}

export const mayCarryOver = ({ schemes }: KnownFacts): boolean =>
  [...schemes.values()].flat().some(({ carryOver }) => carryOver.kind !== 'none');

/** What was given from the last period but one on, as of today: what was given before that changes nothing. */
export function postedLately(posted: readonly PostedAllowance[], today: LocalDate): PostedAllowance[] {
  const begun = new Set(posted.map(({ startsOn }) => startsOn).filter((startsOn) => startsOn <= today));
  const from = [...begun].sort().at(-2);
  return from === undefined ? [...posted] : posted.filter(({ startsOn }) => startsOn >= from);
}
