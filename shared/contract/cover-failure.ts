import type { Unit } from '../domain/account.ts';
import type { AuthoriseRefusal } from '../sync/protocol.ts';

/** Of the first account that is short, in its unit. */
type Shortage = { readonly unit: Unit; readonly wanted: number; readonly available: number };

/** Why a hub that is there gives no word on an act. It is no silence: nothing goes out without cover for it. */
export type NoWord =
  /** It was restored since it was last asked: first it hears what counters hold. */
  | 'Restoring'
  /** It has too much to do, or something of its own is broken. */
  | 'HubBusy'
  /** It does not know this counter. */
  | 'NotRecognised'
  /** This counter was taken out of the network, or another PC goes on for it: nothing is set aside for it. */
  | 'TakenOut';

/** Why an act that takes value from a household was not made in a network of several counters. Nothing was taken. */
export type CoverFailure =
  /** The hub says no, or gives no word; `available` is what could be had now. */
  | ({ readonly type: 'NotCovered'; readonly because: AuthoriseRefusal | NoWord } & Shortage)
  /**
   * Another counter holds a part, and the hub has not heard of it for minutes: as long as it is off nobody gets that part. `holder` is what it
   * is called here, where that is known; `seenAt` in UTC milliseconds, null where it was never heard of.
   */
  | ({
      readonly type: 'HeldBySilent';
      readonly holder: string | null;
      readonly seenAt: number | null;
    } & Shortage)
  /** The hub did not answer in time; `available` may be spent here without it. */
  | ({ readonly type: 'HubSilent' } & Shortage)
  /** While the hub answered, what was asked for became something else. */
  | { readonly type: 'ChangedMeanwhile' };
