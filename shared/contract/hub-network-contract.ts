import { z } from 'zod';
import type {
  NetworkActAnswer,
  NetworkActFailure,
  NetworkAnswer,
  NetworkFailure,
} from '../sync/network-questions.ts';
import { networkActSchema } from '../sync/network-questions.ts';
import { command } from './command.ts';

type NoHub = { readonly type: 'NotJoined' } | { readonly type: 'HubUnreachable' };

/** A device with the words that this counter has for it; null where it has not been told of them yet. */
export type DeviceOfNetwork = NetworkAnswer['devices'][number] & {
  readonly name: string | null;
  readonly siteName: string | null;
  readonly officeOfNames: readonly string[];
};

export type NetworkView = Omit<NetworkAnswer, 'devices'> & { readonly devices: readonly DeviceOfNetwork[] };

export const hubNetworkContract = {
  'hubNetwork.read': command(['admin'], z.strictObject({})).returns<NetworkView, NetworkFailure | NoHub>(),
  'hubNetwork.act': command(['admin'], networkActSchema).returns<
    NetworkActAnswer,
    NetworkActFailure | NoHub
  >(),
};
