import type { Unit } from '../domain/account.ts';
import type { AuthoriseRefusal } from '../sync/protocol.ts';

/** Of the first account that is short, in its unit. */
type Shortage = { readonly unit: Unit; readonly wanted: number; readonly available: number };

/** Why an act that takes value from a household was not made in a network of several counters. Nothing was taken. */
export type CoverFailure =
  /** The hub says no; `available` is what could be had now. */
  | ({ readonly type: 'NotCovered'; readonly because: AuthoriseRefusal } & Shortage)
  /** The hub did not answer in time; `available` may be spent here without it. */
  | ({ readonly type: 'HubSilent' } & Shortage)
  /** While the hub answered, what was asked for became something else. */
  | { readonly type: 'ChangedMeanwhile' };
