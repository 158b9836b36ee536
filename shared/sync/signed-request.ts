import { canonicalText } from '../operations/operation.ts';
import type { EnrolRequest } from './protocol.ts';

/** Headers of a signed request. */
export const DEVICE_HEADER = 'x-bancone-device';
export const NONCE_HEADER = 'x-bancone-nonce';
export const SIGNATURE_HEADER = 'x-bancone-signature';

/** How long a nonce is good for, by the hub's clock: the device's is never asked. */
export const NONCE_VALID_MS = 5 * 60_000;

/**
 * What a device signs: method, path, the body's hash and a nonce that the hub made from its own time. A request that is
 * sent again within the nonce's minutes does no harm, because every request may be repeated.
 */
export const textToSign = (method: string, path: string, bodySha256: string, nonce: string): string =>
  ['bancone-1', method, path, bodySha256, nonce].join('\n');

/**
 * What a device signs with each push: where its chain ends with it, and so all of it, since each hash is over the one before.
 * Kept by the hub with the head that it acknowledged: whatever becomes of the request, that stays the device's own word.
 */
export const headToSign = (deviceId: string, seq: number, hash: string): string =>
  ['bancone-head-1', deviceId, seq, hash].join('\n');

/**
 * What a device signs to enrol: that it holds the key it brings, for this code and no other, with all that it says of itself.
 * The hub believes up to where it wrote alone, where it stands and what it was: nobody on the way says it in its place.
 */
export const enrolmentToSign = ({
  code,
  deviceId,
  headSeq,
  network = null,
  member = null,
}: SaidToEnrol): string =>
  ['bancone-enrol-2', code, deviceId, headSeq, canonicalText({ network, member })].join('\n');

type SaidToEnrol = Pick<EnrolRequest, 'code' | 'deviceId' | 'headSeq'> & {
  readonly network?: EnrolRequest['network'] | null;
  readonly member?: EnrolRequest['member'] | null;
};

/** What a device signs that goes on for another: that it holds the key it brings, for this one and no other. */
export const successionToSign = (oldDeviceId: string, newDeviceId: string): string =>
  ['bancone-succeed-1', oldDeviceId, newDeviceId].join('\n');
