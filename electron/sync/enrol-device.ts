import { err, ok, type Result } from '../../shared/domain/result.ts';
import { enrolAnswerSchema, enrolFailureSchema } from '../../shared/sync/answers.ts';
import { normaliseCode } from '../../shared/sync/enrolment-code.ts';
import {
  type EnrolAnswer,
  type EnrolFailure,
  type EnrolRequest,
  PROTOCOL_VERSION,
} from '../../shared/sync/protocol.ts';
import { enrolmentToSign } from '../../shared/sync/signed-request.ts';
import { findSetting, setSetting } from '../database/local-settings.ts';
import { getOwnHead } from '../database/log.ts';
import { insertMembership } from '../database/sync.ts';
import type { ServiceContext } from '../services/service-context.ts';
import { type CertificateFault, findCertificateFault } from './certificate-fault.ts';
import { newPrivateKey, proveKey } from './device-key.ts';
import { readLimited } from './hub-client.ts';
import { setJoining } from './joining.ts';

export type JoinFailure =
  | EnrolFailure
  | { readonly type: 'HubUnreachable' }
  | { readonly type: 'NoHub' }
  | { readonly type: CertificateFault };

const TIMEOUT_MS = 20_000;
const MOST_ANSWER_BYTES = 1024 * 1024;
/** A till sells on while the hub is asked: so often it is asked again with what was written meanwhile. */
const MOST_ATTEMPTS = 10;

/**
 * Brings this device to a hub with a one-time code, and keeps what it answered: from then on the counter is joined, or may
 * look at the network that it would enter. The key is kept before it is brought, so that a lost answer is asked for again by
 * the same key.
 *
 * Until the answer is kept the counter stands alone, and is its own authority for what it writes: the hub has to know of all
 * of it before it is a member.
 */
export async function enrolDevice(
  { db, inTransaction, now }: Pick<ServiceContext, 'db' | 'inTransaction' | 'now'>,
  address: string,
  typedCode: string,
  network: EnrolRequest['network'],
): Promise<Result<null, JoinFailure>> {
  const { deviceId } = getOwnHead(db);
  const privateKey = findSetting(db, 'sync.newKey') ?? newPrivateKey();
  inTransaction((tx) => setSetting(tx, 'sync.newKey', privateKey));
  const code = normaliseCode(typedCode);
  for (let attempt = 1; attempt <= MOST_ATTEMPTS; attempt++) {
    const { seq: headSeq } = getOwnHead(db);
    const said = { code, deviceId, headSeq, ...(network === undefined ? {} : { network }) };
    const proven = proveKey(privateKey, enrolmentToSign(said));
    const answer = await askToEnrol(address, { protocol: PROTOCOL_VERSION, ...said, ...proven });
    if (!answer.ok) return answer;
    const { place, streams, epoch, isJoining } = answer.value;
    const isDone = inTransaction((tx) => {
      if (isJoining) {
        setJoining(tx, { address, epoch });
        return true;
      }
      if (getOwnHead(tx).seq > headSeq) return false;
      insertMembership(tx, { address, deviceId, privateKey, place, epoch, joinedAt: now() }, streams);
      return true;
    });
    if (isDone) return ok(null);
  }
  return err({ type: 'HubUnreachable' });
}

/** Brings a device to a hub, once. */
export async function askToEnrol(
  address: string,
  request: EnrolRequest,
): Promise<Result<EnrolAnswer, JoinFailure>> {
  try {
    const response = await fetch(`${address}/v1/enrol`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(request),
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const body: unknown = JSON.parse(await readLimited(response, MOST_ANSWER_BYTES));
    if (response.status === 409) {
      const failure = enrolFailureSchema.safeParse(body);
      return err(failure.success ? failure.data : { type: 'NoHub' });
    }
    const answer = enrolAnswerSchema.safeParse(body);
    return response.status === 200 && answer.success ? ok(answer.data) : err({ type: 'NoHub' });
  } catch (error) {
    // Something answers there that speaks no JSON: a web site, a router.
    if (error instanceof SyntaxError) return err({ type: 'NoHub' });
    return err({ type: findCertificateFault(error) ?? 'HubUnreachable' });
  }
}
