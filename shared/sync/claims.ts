import { z } from 'zod';
import { type HouseholdId, householdIdSchema, type OperationId, operationIdSchema } from '../domain/ids.ts';

/** How many things one act may claim. */
export const MOST_CLAIMS = 4;
/** How many returns of one sale a claim names: more than any sale has pieces worth returning one by one. */
export const MOST_KNOWN_REVERSALS = 500;

/** An operation that is to be taken back. Whoever takes back the rest has to know all that came back before. */
const reversalClaimSchema = z.strictObject({
  kind: z.literal('reversal'),
  operationId: operationIdSchema,
  /** What took some of it back before, as far as it is here. */
  known: z.array(operationIdSchema).max(MOST_KNOWN_REVERSALS),
});
export type ReversalClaim = z.infer<typeof reversalClaimSchema>;

/** A household that is to be joined to another one, or the other one, or parted again. */
const householdClaimSchema = z.strictObject({
  kind: z.literal('household'),
  householdId: householdIdSchema,
  /** The merge by which it is read as another household, as far as it is known here; null where it is itself. */
  mergeId: operationIdSchema.nullable(),
  /**
   * How often something was brought along of what came late to it and to those that are read as it, as far as it is known
   * here. Absent in what an older counter asks, which does not say that it knows of any.
   */
  sweeps: z.int().min(0).default(0),
});
export type HouseholdClaim = z.infer<typeof householdClaimSchema>;

/** What one act at a time may have, and what the device knows of it. */
export const claimSchema = z.discriminatedUnion('kind', [reversalClaimSchema, householdClaimSchema]);
export type Claim = z.infer<typeof claimSchema>;

/** What is claimed, as one text: nobody else has a claim under the same. */
export type ClaimSubject = `operation:${OperationId}` | `household:${HouseholdId}`;
export const subjectOf = (claim: Claim): ClaimSubject =>
  claim.kind === 'reversal' ? `operation:${claim.operationId}` : `household:${claim.householdId}`;

export const reversalsIn = (claims: readonly Claim[]): ReversalClaim[] =>
  claims.filter((claim) => claim.kind === 'reversal');
export const householdsIn = (claims: readonly Claim[]): HouseholdClaim[] =>
  claims.filter((claim) => claim.kind === 'household');
