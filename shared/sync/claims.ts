import { z } from 'zod';
import { type OperationId, operationIdSchema } from '../domain/ids.ts';

/** How many things one act may claim. */
export const MOST_CLAIMS = 4;
/** How many returns of one sale a claim names: more than any sale has pieces worth returning one by one. */
export const MOST_KNOWN_REVERSALS = 500;

/**
 * What one act at a time may have: an operation that is to be taken back. It says what the device knows of it, since whoever
 * takes back the rest has to know all that came back before.
 */
export const claimSchema = z.strictObject({
  kind: z.literal('reversal'),
  operationId: operationIdSchema,
  /** What took some of it back before, as far as it is here. */
  known: z.array(operationIdSchema).max(MOST_KNOWN_REVERSALS),
});
export type Claim = z.infer<typeof claimSchema>;

/** What is claimed, as one text: nobody else has a claim under the same. */
export type ClaimSubject = `operation:${OperationId}`;
export const subjectOf = ({ operationId }: Claim): ClaimSubject => `operation:${operationId}`;
