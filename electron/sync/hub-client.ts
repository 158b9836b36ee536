import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Result } from '../../shared/domain/result.ts';
import { readAs } from '../../shared/operations/read-as.ts';
import {
  authoriseAnswerSchema,
  authoriseFailureSchema,
  codeAnswerSchema,
  codeFailureSchema,
  entryAnswerSchema,
  entryFailureSchema,
  erasuresAnswerSchema,
  leasesAnswerSchema,
  pullAnswerSchema,
  pullFailureSchema,
  pushAnswerSchema,
  pushFailureSchema,
  waitAnswerSchema,
} from '../../shared/sync/answers.ts';
import { type CheckedPage, type ContentFault, checkPage } from '../../shared/sync/checked-page.ts';
import {
  type DeclareRequest,
  declareAnswerSchema,
  declareFailureSchema,
} from '../../shared/sync/declaration.ts';
import {
  type ErasureProgressRequest,
  erasureProgressAnswerSchema,
  erasureProgressFailureSchema,
  type NetworkActRequest,
  type NetworkRequest,
  networkActAnswerSchema,
  networkActFailureSchema,
  networkAnswerSchema,
  networkFailureSchema,
} from '../../shared/sync/network-questions.ts';
import type {
  AuthoriseRequest,
  CodeRequest,
  EntryRequest,
  ErasuresRequest,
  LeasesRequest,
  PullRequest,
  UnsignedPush,
  WaitRequest,
} from '../../shared/sync/protocol.ts';
import {
  DEVICE_HEADER,
  NONCE_HEADER,
  SIGNATURE_HEADER,
  textToSign,
} from '../../shared/sync/signed-request.ts';
import {
  type OwnRequest,
  ownAnswerSchema,
  ownFailureSchema,
  type SucceedRequest,
  succeedAnswerSchema,
  succeedFailureSchema,
} from '../../shared/sync/succession.ts';
import { sha256 } from '../database/hashing.ts';
import { type CertificateFault, findCertificateFault } from './certificate-fault.ts';
import { readPrivateKey, signHead, signText } from './device-key.ts';

const readerOf =
  <Read>(schema: z.ZodType<Read>) =>
  (value: unknown): Read | null =>
    readAs(schema, value);

/** Hashed in the thread that reads it: whoever applies a page gets one that was checked, or what was found. */
function readPage(value: unknown): Result<CheckedPage, ContentFault> | null {
  const page = readAs(pullAnswerSchema, value);
  return page === null ? null : checkPage(sha256, page);
}

/** Every question that a device signs: its path, how its answer is read, and what its refusal looks like. */
const questions = {
  entry: { path: '/v1/entry', answer: readerOf(entryAnswerSchema), failure: entryFailureSchema },
  push: { path: '/v1/push', answer: readerOf(pushAnswerSchema), failure: pushFailureSchema },
  pull: { path: '/v1/pull', answer: readPage, failure: pullFailureSchema },
  wait: { path: '/v1/wait', answer: readerOf(waitAnswerSchema), failure: z.never() },
  authorise: {
    path: '/v1/authorise',
    answer: readerOf(authoriseAnswerSchema),
    failure: authoriseFailureSchema,
  },
  leases: { path: '/v1/leases', answer: readerOf(leasesAnswerSchema), failure: authoriseFailureSchema },
  erasures: { path: '/v1/erasures', answer: readerOf(erasuresAnswerSchema), failure: authoriseFailureSchema },
  erasureProgress: {
    path: '/v1/erasures/progress',
    answer: readerOf(erasureProgressAnswerSchema),
    failure: erasureProgressFailureSchema,
  },
  own: { path: '/v1/own', answer: readerOf(ownAnswerSchema), failure: ownFailureSchema },
  succeed: { path: '/v1/succeed', answer: readerOf(succeedAnswerSchema), failure: succeedFailureSchema },
  declare: { path: '/v1/declare', answer: readerOf(declareAnswerSchema), failure: declareFailureSchema },
  codes: { path: '/v1/codes', answer: readerOf(codeAnswerSchema), failure: codeFailureSchema },
  network: { path: '/v1/network', answer: readerOf(networkAnswerSchema), failure: networkFailureSchema },
  networkAct: {
    path: '/v1/network/act',
    answer: readerOf(networkActAnswerSchema),
    failure: networkActFailureSchema,
  },
} as const;

export type Question = {
  readonly entry: EntryRequest;
  readonly push: UnsignedPush;
  readonly pull: PullRequest;
  readonly wait: WaitRequest;
  readonly authorise: AuthoriseRequest;
  readonly leases: LeasesRequest;
  readonly erasures: ErasuresRequest;
  readonly erasureProgress: ErasureProgressRequest;
  readonly own: OwnRequest;
  readonly succeed: SucceedRequest;
  readonly declare: DeclareRequest;
  readonly codes: CodeRequest;
  readonly network: NetworkRequest;
  readonly networkAct: NetworkActRequest;
};
export type QuestionName = keyof Question;

/** Why there is no answer at all: shown to a person, never decided upon. */
export type NoAnswer = {
  readonly type:
    | 'Unreachable'
    | 'NotAuthenticated'
    /** The hub never enrolled this device: it was restored from before it did, or is another one. */
    | 'DeviceUnknown'
    | 'HubBusy'
    | 'HubFailed'
    | 'AnswerUnreadable';
  /** Of one that is there and is not believed. */
  readonly certificate?: CertificateFault | null;
  /** A hub that has too much to do may say when to come again. */
  readonly comeAgainMs?: number | undefined;
  /** The hub itself turned it away before it looked at it: what was asked has no effect, now or later. */
  readonly wasTurnedAway?: boolean;
};

/** The same as it is shown. */
export const problemOf = ({ type, certificate }: NoAnswer): NoAnswer['type'] | CertificateFault =>
  certificate ?? type;

export type HubAnswer<Name extends QuestionName> =
  | { readonly type: 'answered'; readonly value: NonNullable<ReturnType<(typeof questions)[Name]['answer']>> }
  | { readonly type: 'refused'; readonly failure: z.infer<(typeof questions)[Name]['failure']> }
  | NoAnswer;

export type HubClientOptions = {
  readonly address: string;
  readonly deviceId: string;
  /** PKCS #8 in base64. */
  readonly privateKey: string;
};

const MOST_ANSWER_BYTES = 64 * 1024 * 1024;
/** Longer than the longest wait that is asked for. */
const TIMEOUT_MS = 40_000;

/** Asks one hub as one device: signs, and takes nothing as an answer that does not fit its schema. */
export function createHubClient({ address, deviceId, privateKey }: HubClientOptions) {
  const key = readPrivateKey(privateKey);
  let nonce: string | null = null;

  const freshNonce = async (signal: AbortSignal): Promise<string> => {
    const answer = await fetch(`${address}/v1/time`, { signal, redirect: 'error' });
    await answer.body?.cancel();
    return answer.headers.get(NONCE_HEADER) ?? '';
  };
  const send = async (path: string, payload: string, signal: AbortSignal) => {
    nonce ??= await freshNonce(signal);
    const bodyHash = createHash('sha256').update(payload).digest('hex');
    const text = textToSign('POST', path, bodyHash, nonce);
    const response = await fetch(`${address}${path}`, {
      method: 'POST',
      body: payload,
      signal,
      redirect: 'error',
      headers: {
        'content-type': 'application/json',
        [DEVICE_HEADER]: deviceId,
        [NONCE_HEADER]: nonce,
        [SIGNATURE_HEADER]: signText(key, text),
      },
    });
    nonce = response.headers.get(NONCE_HEADER);
    return {
      status: response.status,
      body: await readLimited(response),
      retryAfter: response.headers.get('retry-after'),
    };
  };

  return async <Name extends QuestionName>(
    name: Name,
    question: Question[Name],
    stop: AbortSignal,
  ): Promise<HubAnswer<Name>> => {
    const { path, answer, failure } = questions[name];
    const asked: Question[QuestionName] = question;
    const payload = JSON.stringify('operations' in asked ? signHead(key, asked) : asked);
    const signal = AbortSignal.any([stop, AbortSignal.timeout(TIMEOUT_MS)]);
    try {
      let sent = await send(path, payload, signal);
      // A nonce that slept through a pause is too old; the refusal itself brought a new one.
      if (sent.status === 401) sent = await send(path, payload, signal);
      if (sent.status === 401) return { type: readStranger(sent.body) };
      if (sent.status === 429 || sent.status === 503) {
        return {
          type: 'HubBusy',
          comeAgainMs: readAppointment(sent.retryAfter),
          wasTurnedAway: sent.status === 429,
        };
      }
      // A proxy says so of a hub that it does not reach, which says nothing at all.
      if (sent.status === 502 || sent.status === 504) return { type: 'Unreachable' };
      const body = parseJson(sent.body);
      const value = sent.status === 200 ? answer(body) : readAs<unknown>(failure, body);
      if (sent.status !== 200 && sent.status !== 409) return { type: 'HubFailed' };
      if (value === null) return { type: 'AnswerUnreadable' };
      const read = sent.status === 200 ? { type: 'answered', value } : { type: 'refused', failure: value };
      return read as HubAnswer<Name>; // the readers of this question gave it: which of the two, the compiler cannot follow
    } catch (error) {
      nonce = null;
      return { type: 'Unreachable', certificate: findCertificateFault(error) };
    }
  };
}

/** Milliseconds; undefined where none is said, or what no hub says. */
function readAppointment(retryAfter: string | null): number | undefined {
  return retryAfter !== null && /^[1-9][0-9]{0,3}$/.test(retryAfter) ? Number(retryAfter) * 1000 : undefined;
}

const strangerSchema = z.object({ type: z.literal('DeviceUnknown') });

/** Whether the hub does not know the device, or does not recognise it; an older hub says the latter of both. */
const readStranger = (body: string): 'DeviceUnknown' | 'NotAuthenticated' =>
  strangerSchema.safeParse(parseJson(body)).success ? 'DeviceUnknown' : 'NotAuthenticated';

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // not JSON: fits no schema, and is told as such
  }
}

/** The text of an answer; one without an end is cut off, whoever sends it. */
export async function readLimited(response: Response, mostBytes = MOST_ANSWER_BYTES): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > mostBytes) throw new Error('an answer is longer than any answer of a hub');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
