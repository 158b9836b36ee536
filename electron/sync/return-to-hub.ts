import type { SyncProblem, TurnedAway } from '../../shared/contract/sync-contract.ts';
import { siteIdSchema } from '../../shared/domain/ids.ts';
import { err, ok, type Result } from '../../shared/domain/result.ts';
import { deviceJoined, networkCreated } from '../../shared/operations/network-operations.ts';
import { normaliseCode } from '../../shared/sync/enrolment-code.ts';
import { type EnrolRequest, PROTOCOL_VERSION } from '../../shared/sync/protocol.ts';
import { enrolmentToSign } from '../../shared/sync/signed-request.ts';
import type { Db, InTransaction } from '../database/database.ts';
import { setSetting } from '../database/local-settings.ts';
import { findChainHead, listOperationsOfTypes } from '../database/log.ts';
import { findSite } from '../database/network.ts';
import { findMembership, type Membership } from '../database/sync.ts';
import type { Pen } from './close-cover.ts';
import { proveKey } from './device-key.ts';
import { askToEnrol, type JoinFailure } from './enrol-device.ts';
import { findOldestFormer } from './former-devices.ts';
import { goOnAgain, type WentOn } from './going-on.ts';

/*
 * A hub that was restored from a backup of before this counter enrolled does not know it. An administrator makes a code, and
 * the counter enrols once more, as the device that it was and with the same key: its chain is sent from the first number.
 */

export type ReturnFailure = JoinFailure | { readonly type: 'NotJoined' };

/** With what sort of code a counter comes back. */
export type ComesBackAs =
  /** With one for its site. */
  | 'member'
  /** With one for a counter that works on its own already: it entered the network with data of its own. */
  | 'bringer'
  /** It brought the network, and comes first: with the code that an empty hub prints. */
  | 'founder';

type Was = Pick<Membership, 'deviceId' | 'privateKey' | 'place'>;

/** As whom the hub knew this counter first: where it went on as another device since, that one's chain is closed once more. */
const firstWas = (db: Db, membership: Membership): Was => findOldestFormer(db) ?? membership;

export const comesBackAs = (db: Db, membership: Membership): ComesBackAs => {
  const { isFounder, broughtUntilSeq } = readBringing(db, firstWas(db, membership));
  if (broughtUntilSeq > 0) return 'bringer';
  return isFounder ? 'founder' : 'member';
};

/** What a person is told who is to come back. Null where the hub knows this counter, as far as it was heard. */
export function tellTurnedAway(db: Db, problem: SyncProblem | null): TurnedAway | null {
  const membership = problem === 'DeviceUnknown' ? findMembership(db) : null;
  if (membership === null) return null;
  // The site that the request carries: the hub takes a code of no other.
  const siteId = siteIdSchema.parse(firstWas(db, membership).place.siteId);
  return { comesBackAs: comesBackAs(db, membership), siteName: findSite(db, siteId)?.name ?? null };
}

/** Whether its chain has a network of its own, and up to where it wrote that before it entered this one. */
function readBringing(db: Db, { deviceId }: Was) {
  const own = listOperationsOfTypes(db, [networkCreated.type, deviceJoined.type], 0, 10_000)
    .map(({ operation }) => operation)
    .filter((operation) => operation.deviceId === deviceId);
  return {
    isFounder: own.some(({ type }) => type === networkCreated.type),
    broughtUntilSeq: own.find(({ type }) => type === deviceJoined.type)?.seq ?? 0,
  };
}

/**
 * Enrols this counter once more at the hub that has forgotten it. Nothing here is deleted or written again: what it has is sent
 * from the beginning, and cursors go back as after any restore, those of streams that began after the backup to nothing.
 */
export async function returnToHub(
  {
    db,
    inTransaction,
    pen,
    now,
  }: {
    readonly db: Db;
    readonly inTransaction: InTransaction;
    readonly pen: Pen;
    readonly now: () => number;
  },
  typedCode: string,
): Promise<Result<null, ReturnFailure>> {
  const membership = findMembership(db);
  if (membership === null) return err({ type: 'NotJoined' });
  const code = normaliseCode(typedCode);
  const answer = await askToEnrol(membership.address, requestOf(db, membership, code));
  if (!answer.ok) return answer;
  // Before a restore it was not told of: a hub of an older version, which takes it for one that would enter.
  if (answer.value.isJoining) return err({ type: 'NoHub' });
  inTransaction((tx) => {
    const former = findOldestFormer(tx);
    if (former !== null) goOnAgain(pen, tx, former);
    const operations = findChainHead(tx, (former ?? membership).deviceId)?.seq ?? 0;
    const wentOn: WentOn = { at: now(), operations, because: 'forgotten' };
    setSetting(tx, 'sync.wentOn', JSON.stringify(wentOn));
  });
  return ok(null);
}

function requestOf(db: Db, membership: Membership, code: string): EnrolRequest {
  const was = firstWas(db, membership);
  const { deviceId, place } = was;
  const { isFounder, broughtUntilSeq } = readBringing(db, was);
  const { siteId, siteKind, organisationId, officeOf } = place;
  const bringsNetwork = isFounder || broughtUntilSeq > 0;
  const said = {
    code,
    deviceId,
    headSeq: findChainHead(db, deviceId)?.seq ?? 0,
    ...(bringsNetwork ? { network: { siteId, siteKind, organisationId, officeOf: [...officeOf] } } : {}),
    member: { epoch: membership.epoch, siteId: siteIdSchema.parse(place.siteId), broughtUntilSeq },
  };
  return { protocol: PROTOCOL_VERSION, ...said, ...proveKey(was.privateKey, enrolmentToSign(said)) };
}
