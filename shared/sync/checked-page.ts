import { err, ok, type Result } from '../domain/result.ts';
import { findChainFault, hashOf, type Operation, type Sha256 } from '../operations/operation.ts';
import { ledgerStream } from './grants.ts';
import type { OperationPage, PullAnswer } from './protocol.ts';

declare const checked: unique symbol;

/**
 * A page whose every operation is what its hash says, body included, and of the stream that the page names. Only `checkPage`
 * makes one: hashing is the sync worker's, and what the main thread applies has been hashed by its type.
 */
export type CheckedPage = PullAnswer & { readonly [checked]: true };

export type ContentFault =
  /** The header or the body is not what was hashed. */
  { readonly type: 'HashDiffers'; readonly seq: number } | { readonly type: 'OtherStream' };

/** Looks at each operation by itself. Whether a page goes on from what is here, only the database knows. */
export function checkPage(sha256: Sha256, page: PullAnswer): Result<CheckedPage, ContentFault> {
  const fault = page.type === 'operations' ? findContentFault(sha256, page) : null;
  return fault === null ? ok(page as CheckedPage) : err(fault); // the one place that says so
}

function findContentFault(sha256: Sha256, { stream, operations }: OperationPage): ContentFault | null {
  for (const operation of operations) {
    const fault =
      stream === ledgerStream ? findHeaderFault(sha256, operation) : findFault(sha256, stream, operation);
    if (fault !== null) return fault;
  }
  return null;
}

/** Of the ledger headers come, of whatever stream. */
const findHeaderFault = (sha256: Sha256, operation: Operation): ContentFault | null =>
  hashOf(sha256, operation) === operation.hash ? null : { type: 'HashDiffers', seq: operation.seq };

function findFault(sha256: Sha256, stream: string, operation: Operation): ContentFault | null {
  if (operation.stream !== stream) return { type: 'OtherStream' };
  const fault = findChainFault(sha256, undefined, operation);
  return fault === null ? null : { type: 'HashDiffers', seq: fault.seq };
}
