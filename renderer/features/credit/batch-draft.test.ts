import { describe, expect, it } from 'vitest';
import { householdIdSchema, programmeIdSchema } from '../../../shared/domain/ids.ts';
import { type BatchDraft, draftToQuestion, EMPTY_DRAFT } from './batch-draft.ts';

const programmeId = programmeIdSchema.parse('national-fund');
const householdId = householdIdSchema.parse('019a0000-0000-7000-8000-000000000001');
const draft = (changes: Partial<BatchDraft>): BatchDraft => ({
  ...EMPTY_DRAFT,
  programmeId,
  amount: 5000,
  ...changes,
});

describe('a batch of top-ups as it is typed', () => {
  it('is asked for once an amount and a programme are there', () => {
    expect(draftToQuestion(draft({}))).toEqual({
      filter: {
        siteId: null,
        schemeId: null,
        isEntitled: true,
        leastSize: 1,
        mostSize: 30,
        hasChildren: false,
      },
      addedIds: [],
      purse: 'cents',
      programmeId,
      rule: { kind: 'fixed', amount: 5000 },
    });
    expect(draftToQuestion(draft({ amount: null }))).toBeNull();
    expect(draftToQuestion(draft({ amount: 0 }))).toBeNull();
    expect(draftToQuestion(draft({ programmeId: null }))).toBeNull();
  });

  it('needs both amounts of a rule that has two, and sizes in order', () => {
    const rule = { rule: 'firstAndFurther', furtherAmount: 1500 } as const;
    expect(draftToQuestion(draft(rule))?.rule).toEqual({
      kind: 'firstAndFurther',
      firstAmount: 5000,
      furtherAmount: 1500,
    });
    expect(draftToQuestion(draft({ ...rule, furtherAmount: null }))).toBeNull();
    expect(draftToQuestion(draft({ leastSize: 4, mostSize: 2 }))).toBeNull();
  });

  it('by hand is for those picked and for nobody else', () => {
    expect(draftToQuestion(draft({ who: 'hand' }))).toBeNull();
    const picked = [{ householdId, name: 'Bianchi Maria' }];
    expect(draftToQuestion(draft({ who: 'hand', picked }))).toMatchObject({
      filter: null,
      addedIds: [householdId],
    });
  });
});
