import type { Claim } from '../sync/claims.ts';
import type { ClaimRefusal } from '../sync/protocol.ts';
import type { NoWord } from './cover-failure.ts';

/**
 * Why something that one counter at a time may do was not done, in a network of several. Nothing changed. `HubSilent`: the hub,
 * which has to be asked, did not answer.
 */
export type ClaimFailure = {
  readonly type: 'ClaimRefused';
  /** What was claimed: to take something back, or households that are joined or parted. */
  readonly of: Claim['kind'];
  readonly because: ClaimRefusal | NoWord | 'HubSilent';
};
