import { err, ok, type Result } from '../../shared/domain/result.ts';
import { CODE_VALID_MS } from '../../shared/sync/enrolment-code.ts';
import { type DevicePlace, streamsFor } from '../../shared/sync/grants.ts';
import type { EnrolAnswer, EnrolFailure, EnrolRequest } from '../../shared/sync/protocol.ts';
import { enrolmentToSign } from '../../shared/sync/signed-request.ts';
import type { HubStore } from '../store/hub-store.ts';

export type EnrolContext = {
  readonly store: HubStore;
  readonly now: () => number;
  readonly isSignedBy: (publicKey: string, text: string, signature: string) => boolean;
  /** Under which codes are kept: whoever reads the database enrols nothing. */
  readonly hashCode: (code: string) => string;
};

/**
 * A counter joins the network. The first one of an empty hub brings its own network with all that it wrote while it
 * stood alone; any other gets the place that the administrator gave its code, and must have written nothing before.
 * Asked again by the same device with the same key it is answered as before: the first answer may have been lost.
 */
export async function enrol(
  { store, now, isSignedBy, hashCode }: EnrolContext,
  request: EnrolRequest,
): Promise<Result<EnrolAnswer, EnrolFailure>> {
  const { code, deviceId, publicKey, proof } = request;
  if (!isSignedBy(publicKey, enrolmentToSign(code, deviceId), proof)) return err({ type: 'ProofInvalid' });
  return store.inTransaction(async (tx) => {
    const epoch = await tx.epoch();
    const known = await tx.lockDevice(deviceId);
    if (known !== null) {
      if (known.publicKey !== publicKey) return err({ type: 'DeviceKnown' });
      if (known.state !== 'active') return err({ type: 'DeviceRevoked' });
      return ok(answerFor(known.place, epoch));
    }
    const found = await tx.lockCode(hashCode(code));
    if (found === null || found.usedAt !== null || now() - found.madeAt > CODE_VALID_MS) {
      return err({ type: 'CodeInvalid' });
    }
    const place = found.place ?? request.network;
    if (place === undefined) return err({ type: 'NetworkMissing' });
    const bringsNetwork = request.network !== undefined || request.headSeq > 0;
    if (found.place !== null && bringsNetwork) return err({ type: 'NetworkExists' });
    const aloneUntilSeq = found.place === null ? request.headSeq : 0;
    const stand: DevicePlace = { ...place, deviceId };
    await tx.insertDevice({ deviceId, publicKey, place: stand, aloneUntilSeq });
    await tx.spendCode(hashCode(code), deviceId, now());
    return ok(answerFor(stand, epoch));
  });
}

const answerFor = (place: DevicePlace, epoch: number): EnrolAnswer => ({
  place,
  streams: streamsFor(place),
  epoch,
});
