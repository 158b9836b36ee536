import { z } from 'zod';
import { type FloorLimit, floorLimitSchema } from '../domain/floor-limit.ts';
import { type DeviceId, operationIdSchema } from '../domain/ids.ts';
import type {
  NetworkActAnswer,
  NetworkActFailure,
  NetworkAnswer,
  NetworkFailure,
  RestoreState,
} from '../sync/network-questions.ts';
import { networkActSchema } from '../sync/network-questions.ts';
import { command } from './command.ts';
import type { FlaggedAct } from './flagged-act.ts';

type NoHub =
  | { readonly type: 'NotJoined' }
  /** Its data are of an older day, and it does not go on yet. */
  | { readonly type: 'GoingOn' }
  | { readonly type: 'HubUnreachable' };

/** A device with the words that this counter has for it; null where it has not been told of them yet. */
export type DeviceOfNetwork = NetworkAnswer['devices'][number] & {
  readonly name: string | null;
  readonly siteName: string | null;
  readonly officeOfNames: readonly string[];
};

/** An act of some counter that broke a rule and that nobody has looked at. */
export type FlagOfNetwork = FlaggedAct & { readonly deviceId: DeviceId };

/** A device that has not said what it holds since the hub was restored. */
export type UndeclaredView = Omit<RestoreState['undeclared'][number], 'release'> & {
  /** Null while the hub waits for it. */
  readonly release: {
    readonly releasedAt: number;
    /** It had been away for long when the hub was restored: nobody had to decide it. */
    readonly isAway: boolean;
    /** Who decided it; null where nobody did, or where this counter has not been told of them. */
    readonly operatorName: string | null;
  } | null;
};

export type NetworkView = Omit<NetworkAnswer, 'devices' | 'flags' | 'restore'> & {
  readonly restore: Pick<RestoreState, 'overdrawn'> & {
    readonly undeclared: readonly UndeclaredView[];
    /** By device, which the hub may not know any more; its name is this counter's. */
    readonly lost: readonly (RestoreState['lost'][number] & { readonly name: string | null })[];
  };
  readonly devices: readonly DeviceOfNetwork[];
  /** The newest; `openFlags` counts all of them. */
  readonly flags: readonly FlagOfNetwork[];
};

export const hubNetworkContract = {
  'hubNetwork.read': command(['admin'], z.strictObject({})).returns<NetworkView, NetworkFailure | NoHub>(),
  /** What counters may let out without cover, as this one has been told. */
  'hubNetwork.floor': command(['admin'], z.strictObject({})).returns<FloorLimit>(),
  'hubNetwork.setFloor': command(
    ['admin'],
    z.strictObject({ operationId: operationIdSchema, limit: floorLimitSchema }),
  ).returns<null>(),
  'hubNetwork.act': command(['admin'], networkActSchema).returns<
    NetworkActAnswer,
    NetworkActFailure | NoHub
  >(),
};
