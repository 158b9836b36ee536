import type { Input } from '../../../shared/contract/contract.ts';
import type { CreditPurse, CreditRule, TopUpReason } from '../../../shared/domain/credit.ts';
import type { HouseholdId, ProgrammeId, SchemeId, SiteId } from '../../../shared/domain/ids.ts';

export type PickedHousehold = { readonly householdId: HouseholdId; readonly name: string };

/** What is typed before a batch is looked at. Amounts are in units of the purse, null while nothing readable is there. */
export type BatchDraft = {
  readonly who: 'filter' | 'hand';
  readonly siteId: SiteId | null;
  readonly schemeId: SchemeId | null;
  readonly isEntitled: boolean;
  readonly leastSize: number | null;
  readonly mostSize: number | null;
  readonly hasChildren: boolean;
  readonly picked: readonly PickedHousehold[];
  readonly purse: CreditPurse;
  readonly rule: CreditRule['kind'];
  readonly amount: number | null;
  readonly furtherAmount: number | null;
  readonly programmeId: ProgrammeId | null;
  readonly reason: TopUpReason;
};

export const EMPTY_DRAFT: BatchDraft = {
  who: 'filter',
  siteId: null,
  schemeId: null,
  isEntitled: true,
  leastSize: 1,
  mostSize: 30,
  hasChildren: false,
  picked: [],
  purse: 'cents',
  rule: 'fixed',
  amount: null,
  furtherAmount: null,
  programmeId: null,
  reason: 'periodic',
};

export type BatchQuestion = Input<'credit.previewBatch'>;

/** What is asked of the counter; null while something is missing. */
export function draftToQuestion(draft: BatchDraft): BatchQuestion | null {
  const { siteId, schemeId, isEntitled, leastSize, mostSize, hasChildren, purse, programmeId } = draft;
  const rule = ruleOf(draft);
  if (rule === null || programmeId === null) return null;
  const what = { purse, programmeId, rule };
  if (draft.who === 'hand') {
    const addedIds = draft.picked.map(({ householdId }) => householdId);
    return addedIds.length === 0 ? null : { filter: null, addedIds, ...what };
  }
  if (leastSize === null || mostSize === null || leastSize > mostSize) return null;
  const filter = { siteId, schemeId, isEntitled, leastSize, mostSize, hasChildren };
  return { filter, addedIds: [], ...what };
}

function ruleOf({ rule, amount, furtherAmount }: BatchDraft): CreditRule | null {
  if (amount === null || amount <= 0) return null;
  if (rule !== 'firstAndFurther') return { kind: rule, amount };
  return furtherAmount === null || furtherAmount < 0
    ? null
    : { kind: rule, firstAmount: amount, furtherAmount };
}
