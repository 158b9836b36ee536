import type { DeviceId } from '../../shared/domain/ids.ts';
import { err, ok, type Result } from '../../shared/domain/result.ts';
import { CODE_VALID_MS } from '../../shared/sync/enrolment-code.ts';
import { type DevicePlace, joiningStreams, streamsFor } from '../../shared/sync/grants.ts';
import {
  type EnrolAnswer,
  type EnrolFailure,
  type EnrolRequest,
  type FormerMember,
  MOST_BROUGHT,
} from '../../shared/sync/protocol.ts';
import { enrolmentToSign } from '../../shared/sync/signed-request.ts';
import type { CodeRow, HubDeviceRow, HubStore, HubTx } from '../store/hub-store.ts';

/** Of a hub that was never restored. */
export const FIRST_EPOCH = 1;

export type EnrolContext = {
  readonly store: HubStore;
  readonly now: () => number;
  readonly isSignedBy: (publicKey: string, text: string, signature: string) => boolean;
  /** Under which codes are kept: whoever reads the database enrols nothing. */
  readonly hashCode: (code: string) => string;
};

/**
 * A counter joins. The first one of an empty hub brings its own network with all that it wrote while it stood alone. Another
 * that stood alone may look at what it would share with the network that is there, and then enters or leaves
 * (`settleEntry`). One that has written nothing gets the place that the administrator gave its code. Asked again by the same
 * device with the same key it is answered as before: the first answer may have been lost. The first counter of a hub goes on
 * selling until it has heard the answer: so it may say again up to where it stood alone, further on and only while nothing
 * of it is here.
 *
 * One that was a member already comes back to a hub that was restored from before it enrolled (`member`): the same device with
 * the same key, whose whole chain follows. It holds what the hub has forgotten, so it is waited for until it has declared.
 */
export async function enrol(
  { store, now, isSignedBy, hashCode }: EnrolContext,
  request: EnrolRequest,
): Promise<Result<EnrolAnswer, EnrolFailure>> {
  const { code, deviceId, publicKey, proof, member } = request;
  if (!isSignedBy(publicKey, enrolmentToSign(request), proof)) return err({ type: 'ProofInvalid' });
  if (Math.max(request.headSeq, member?.broughtUntilSeq ?? 0) > MOST_BROUGHT)
    return err({ type: 'BringsTooMuch' });
  return store.inTransaction(async (tx) => {
    // One after the other: of two counters one is the first, and what is sent twice is answered twice.
    await tx.lockEnrolments();
    const epoch = await tx.epoch();
    const known = await tx.lockDevice(deviceId);
    if (known !== null) {
      if (known.publicKey !== publicKey) return err({ type: 'DeviceKnown' });
      if (known.state !== 'active' && known.state !== 'joining') return err({ type: 'DeviceRevoked' });
      if (known.aloneUntilSeq > 0 && known.headSeq === 0 && request.headSeq > known.aloneUntilSeq)
        await tx.setAloneUntil(deviceId, request.headSeq);
      if (known.state !== 'joining' || member === undefined)
        return ok(answerFor(known.place, epoch, known.state === 'joining'));
    }
    // A device of the hub's own id would write in the midst of the hub's chain.
    if (known === null && (await tx.isHubDevice(deviceId))) return err({ type: 'DeviceKnown' });
    const found = await tx.lockCode(hashCode(code));
    if (found === null || found.usedAt !== null || now() - found.madeAt > CODE_VALID_MS) {
      return err({ type: 'CodeInvalid' });
    }
    if (known !== null && member !== undefined) {
      // In the backup it was still looking at what it would share. That it has entered since is its own word: it comes back
      // with a code, as who is forgotten.
      const fault = await findEntryFault(tx, known, member, found, epoch);
      if (fault !== null) return err(fault);
      await letInAgain(tx, deviceId, member);
      await tx.spendCode(hashCode(code), deviceId, now());
      return ok(answerFor(known.place, epoch, false));
    }
    const isEmpty = (await tx.countDevices()) === 0;
    if (isEmpty && epoch > FIRST_EPOCH && !isFounder(request)) return err({ type: 'FounderFirst' });
    const place = found.place ?? request.network;
    if (place === undefined) return err({ type: 'NetworkMissing' });
    const bringsNetwork = request.network !== undefined || (request.headSeq > 0 && member === undefined);
    if (found.place !== null && bringsNetwork) return err({ type: 'NetworkExists' });
    const fault = member === undefined ? null : await findReturnFault(tx, member, found, epoch, isEmpty);
    if (fault !== null) return err(fault);
    const isJoining = found.place === null && !isEmpty;
    // A device reads the register of its organisation and the streams of its sites: nobody says of others' that they are theirs.
    if (isJoining && (await isPlaceKnown(tx, place))) return err({ type: 'SiteKnown' });
    // An office reads the whole ledger: that is for an administrator of the network to give, and for no counter to say of itself.
    if (isJoining && place.siteKind === 'office' && !found.takesOffice)
      return err({ type: 'OfficeNotTaken' });
    const aloneUntilSeq = found.place === null && !isJoining ? request.headSeq : 0;
    const stand: DevicePlace = { ...place, deviceId };
    const isReturning = member !== undefined;
    await tx.insertDevice({ deviceId, publicKey, place: stand, aloneUntilSeq, isJoining, isReturning });
    if (isJoining && isReturning) await letInAgain(tx, deviceId, member);
    await tx.spendCode(hashCode(code), deviceId, now());
    return ok(answerFor(stand, epoch, isJoining && !isReturning));
  });
}

/**
 * It comes back as who brought the network. At a hub that has lost everything anybody else would begin another one, at which
 * nobody is known who belonged to the one that was lost: whoever brought that would be shut out for good.
 */
const isFounder = ({ network, member }: EnrolRequest): boolean =>
  network !== undefined && member?.broughtUntilSeq === 0;

/** Why a counter does not come back with this code. */
async function findReturnFault(
  tx: HubTx,
  { epoch: knownEpoch, siteId, broughtUntilSeq }: FormerMember,
  { place }: CodeRow,
  epoch: number,
  isEmpty: boolean,
): Promise<EnrolFailure | null> {
  // In one epoch no hub forgets whom it enrolled.
  if (knownEpoch >= epoch) return { type: 'NotRestored' };
  if (place === null) {
    // Whoever brought the network comes first; of the others only who entered with data of its own brings a site.
    return isEmpty === (broughtUntilSeq === 0) ? null : { type: 'NetworkMissing' };
  }
  // What it wrote there would be kept aside. A site that the hub has forgotten too comes with a counter's chain.
  const isElsewhere = place.siteId !== siteId && (await tx.findSite(siteId)) !== null;
  return isElsewhere ? { type: 'OtherSite' } : null;
}

/** Why one that looks at what it would share has not entered since, or not with this code. */
async function findEntryFault(
  tx: HubTx,
  { place }: HubDeviceRow,
  member: FormerMember,
  code: CodeRow,
  epoch: number,
): Promise<EnrolFailure | null> {
  if (code.place !== null) return { type: 'NetworkExists' };
  const fault = await findReturnFault(tx, member, code, epoch, false);
  if (fault !== null) return fault;
  return place.siteKind === 'office' && !code.takesOffice ? { type: 'OfficeNotTaken' } : null;
}

/** It had looked at what it would share and entered: what it brings is taken as it was then. */
async function letInAgain(tx: HubTx, deviceId: DeviceId, { broughtUntilSeq }: FormerMember): Promise<void> {
  await tx.setDeviceState(deviceId, 'active', 0);
  await tx.setBroughtUntil(deviceId, broughtUntilSeq);
}

/** Whether the hub has been told of a site or the organisation, or another device says that it brings them. */
async function isPlaceKnown(tx: HubTx, place: Omit<DevicePlace, 'deviceId'>): Promise<boolean> {
  const { siteId, officeOf, organisationId } = place;
  for (const each of [siteId, ...officeOf]) if ((await tx.findSite(each)) !== null) return true;
  if ((await tx.listSites(organisationId)).length > 0) return true;
  const bringers = await tx.findBringers([`organisation:${organisationId}`]);
  if (bringers.size > 0) return true;
  const sites = new Set([siteId, ...officeOf]);
  return (await tx.listDevices()).some(
    (device) =>
      device.place.organisationId === organisationId ||
      [device.place.siteId, ...device.place.officeOf].some((each) => sites.has(each)),
  );
}

const answerFor = (place: DevicePlace, epoch: number, isJoining: boolean): EnrolAnswer => ({
  place,
  streams: isJoining ? joiningStreams : streamsFor(place),
  epoch,
  isJoining,
});
