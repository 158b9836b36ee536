import { householdAccount, purseOfLimit, siteAccount } from './account.ts';
import { type HouseholdId, limitIdSchema, type SiteId } from './ids.ts';
import type { WashCost } from './laundry-machine.ts';
import { weekStart } from './laundry-slots.ts';
import { type LocalDate, monthStart } from './local-date.ts';
import type { Posting } from './posting.ts';

/** What caps per week and per month are counted under, like every other limit per period (design, section 4). */
export const WEEKLY_WASH_LIMIT = limitIdSchema.parse('laundry-week');
export const MONTHLY_WASH_LIMIT = limitIdSchema.parse('laundry-month');

/** What one cycle takes from a household: its cost with detergent, and one use of each cap. */
export type CycleCharge = {
  readonly siteId: SiteId;
  readonly householdId: HouseholdId;
  readonly charges: readonly WashCost[];
  /** The day that the caps count it on. */
  readonly startedOn: LocalDate;
};

/** Credit is taken when the machine starts (domain facts, section 4). Law: sums to zero per unit. */
export const cycleStartPostings = (charge: CycleCharge): Posting[] => cyclePostings(charge, 1);

/** A stopped cycle gives back what its start took, caps too. Law: start and stop together move nothing. */
export const cycleStopPostings = (charge: CycleCharge): Posting[] => cyclePostings(charge, -1);

function cyclePostings({ siteId, householdId, charges, startedOn }: CycleCharge, sign: 1 | -1): Posting[] {
  const postings: Posting[] = [];
  for (const unit of ['washes', 'cents'] as const) {
    const cost = charges.reduce((sum, each) => (each.unit === unit ? sum + each.amount : sum), 0);
    if (cost === 0) continue;
    postings.push({ account: householdAccount(householdId, unit), unit, amount: -sign * cost });
    postings.push({ account: siteAccount(siteId, 'laundry'), unit, amount: sign * cost });
  }
  const caps = [
    [WEEKLY_WASH_LIMIT, weekStart(startedOn)],
    [MONTHLY_WASH_LIMIT, monthStart(startedOn)],
  ] as const;
  for (const [limitId, periodStartsOn] of caps) {
    const account = householdAccount(householdId, purseOfLimit(limitId), periodStartsOn);
    postings.push({ account, unit: 'uses', amount: sign });
    postings.push({ account: siteAccount(siteId, `uses-${limitId}`), unit: 'uses', amount: -sign });
  }
  return postings;
}
