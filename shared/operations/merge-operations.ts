import { z } from 'zod';
import { householdAccount, programmeAccount, unitOfPurse } from '../domain/account.ts';
import { householdIdSchema, schemeIdSchema } from '../domain/ids.ts';
import { localDateSchema } from '../domain/local-date.ts';
import type { Posting } from '../domain/posting.ts';
import { beneficiariesStream, byAuthority, byRoles, defineKind } from './kind.ts';

const amountSchema = z.int().refine((amount) => amount !== 0, 'an amount of 0 moves nothing');
const periodicPurseSchema = z.enum(['points', 'points-baby']);
const purseSchema = z.union([
  periodicPurseSchema,
  z.enum(['cents', 'washes']),
  z.templateLiteral(['use-', z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/)]),
]);

/**
 * What joining two households moves, figure by figure, so that the postings depend on the body alone. At most 190
 * lines: an operation has 400 postings at most.
 */
const transferShape = {
  /** The household that is joined to the other, and is from then on read as that one. */
  householdId: householdIdSchema,
  intoHouseholdId: householdIdSchema,
  /** From the one's account to the other's: what is nobody's allowance. Negative: the other way. */
  moves: z
    .array(
      z.strictObject({
        purse: purseSchema,
        periodStartsOn: localDateSchema.optional(),
        /** Where the other's period is another one. */
        intoPeriodStartsOn: localDateSchema.optional(),
        amount: amountSchema,
      }),
    )
    .max(150),
  /** Two allowances made one: what an account gets or gives back, against the scheme's own account. */
  recomputed: z
    .array(
      z.strictObject({
        householdId: householdIdSchema,
        purse: periodicPurseSchema,
        periodStartsOn: localDateSchema,
        schemeId: schemeIdSchema,
        amount: z.int(),
        /** What the account counts from now on as more, or less, given by allowances. */
        allowancePoints: z.int(),
      }),
    )
    .max(40),
};
const transferSchema = z.strictObject(transferShape);
export type MergeTransfer = z.infer<typeof transferSchema>;

function postingsOf({ householdId, intoHouseholdId, moves, recomputed }: MergeTransfer): Posting[] {
  return [
    ...moves.flatMap(({ purse, periodStartsOn, intoPeriodStartsOn, amount }): Posting[] => {
      const unit = unitOfPurse(purse);
      const into = intoPeriodStartsOn ?? periodStartsOn;
      return [
        { account: householdAccount(householdId, purse, periodStartsOn), unit, amount: -amount },
        { account: householdAccount(intoHouseholdId, purse, into), unit, amount },
      ];
    }),
    ...recomputed.flatMap((each): Posting[] => {
      const { purse, periodStartsOn, schemeId, amount } = each;
      if (amount === 0) return [];
      return [
        { account: householdAccount(each.householdId, purse, periodStartsOn), unit: 'points', amount },
        { account: programmeAccount(schemeId, 'allowances'), unit: 'points', amount: -amount },
      ];
    }),
  ];
}

/** Two records of one household become one: cards of both open it, accounts are joined, both histories stay. */
export const householdMerged = defineKind({
  type: 'household.merged',
  version: 1,
  body: transferSchema,
  writers: byRoles('office', 'admin'),
  stream: () => beneficiariesStream,
  subject: (body) => `household:${body.householdId}`,
  postings: postingsOf,
});

/** Takes one merge back: the envelope's `reversesId` names it. What was spent since stays where it was spent. */
export const householdMergeUndone = defineKind({
  type: 'household.mergeUndone',
  version: 1,
  body: transferSchema,
  writers: byRoles('office', 'admin'),
  stream: () => beneficiariesStream,
  subject: (body) => `household:${body.householdId}`,
  postings: postingsOf,
});

/**
 * What reached a joined household's accounts afterwards (a sale at a counter that had not heard, an allowance under way)
 * follows to the other one. The envelope's `causeId` names the merge.
 */
export const householdMergeSwept = defineKind({
  type: 'household.mergeSwept',
  version: 1,
  body: transferSchema,
  writers: byAuthority,
  stream: () => beneficiariesStream,
  subject: (body) => `household:${body.householdId}`,
  postings: postingsOf,
});
