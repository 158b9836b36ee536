import { z } from 'zod';
import type { DeviceId } from '../domain/ids.ts';
import type {
  NetworkActAnswer,
  NetworkActFailure,
  NetworkAnswer,
  NetworkFailure,
} from '../sync/network-questions.ts';
import { networkActSchema } from '../sync/network-questions.ts';
import { command } from './command.ts';
import type { FlaggedAct } from './flagged-act.ts';

type NoHub = { readonly type: 'NotJoined' } | { readonly type: 'HubUnreachable' };

/** A device with the words that this counter has for it; null where it has not been told of them yet. */
export type DeviceOfNetwork = NetworkAnswer['devices'][number] & {
  readonly name: string | null;
  readonly siteName: string | null;
  readonly officeOfNames: readonly string[];
};

/** An act of some counter that broke a rule and that nobody has looked at. */
export type FlagOfNetwork = FlaggedAct & { readonly deviceId: DeviceId };

export type NetworkView = Omit<NetworkAnswer, 'devices' | 'flags'> & {
  readonly devices: readonly DeviceOfNetwork[];
  /** The newest; `openFlags` counts all of them. */
  readonly flags: readonly FlagOfNetwork[];
};

export const hubNetworkContract = {
  'hubNetwork.read': command(['admin'], z.strictObject({})).returns<NetworkView, NetworkFailure | NoHub>(),
  'hubNetwork.act': command(['admin'], networkActSchema).returns<
    NetworkActAnswer,
    NetworkActFailure | NoHub
  >(),
};
