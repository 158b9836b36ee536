import { createHash, type KeyObject } from 'node:crypto';
import { Agent, request } from 'node:http';
import { signText } from '../hub/hub-client.fixture.ts';
import type { DeviceId } from '../shared/domain/ids.ts';
import { DEVICE_HEADER, NONCE_HEADER, SIGNATURE_HEADER, textToSign } from '../shared/sync/signed-request.ts';

export type HubAnswerBytes = {
  readonly status: number;
  readonly bytes: Buffer;
  /** Milliseconds after which the hub wants to be asked again; null where it says nothing of that. */
  readonly comeAgainMs: number | null;
};

/** What is sent again was hashed before: a thousand counters would each have a processor of their own for that. */
const hashes = new WeakMap<Buffer, string>();

export function hashOnce(payload: Buffer): string {
  const hash = hashes.get(payload) ?? createHash('sha256').update(payload).digest('hex');
  hashes.set(payload, hash);
  return hash;
}

const agent = new Agent({ keepAlive: true, maxSockets: 2000 });

/**
 * A device as cheap as it can be, so that what is measured is the hub: bodies are made before, answers are not parsed.
 * Each comes from an address of its own, as counters do.
 */
export function createBenchClient(address: string, deviceId: DeviceId, key: KeyObject, index: number) {
  const from = `10.${(index >> 16) & 255}.${(index >> 8) & 255}.${index & 255}`;
  let nonce = '';
  const send = (
    path: string,
    payload: Buffer | null,
    headers: Record<string, string>,
  ): Promise<HubAnswerBytes> =>
    new Promise((resolve, reject) => {
      const method = payload === null ? 'GET' : 'POST';
      const asked = request(`${address}${path}`, { agent, method, headers }, (answer) => {
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.on('end', () => {
          nonce = String(answer.headers[NONCE_HEADER]);
          const after = answer.headers['retry-after'];
          resolve({
            status: answer.statusCode ?? 0,
            bytes: Buffer.concat(chunks),
            comeAgainMs: after === undefined ? null : Number(after) * 1000,
          });
        });
        answer.on('error', reject);
      });
      asked.on('error', (error: NodeJS.ErrnoException) => {
        // The hub had let a connection go that nobody used for a while: as a counter would, it asks over another.
        if (asked.reusedSocket && error.code === 'ECONNRESET') resolve(send(path, payload, headers));
        else reject(new Error(`${path} ${asked.reusedSocket} ${error.code}`));
      });
      asked.end(payload ?? undefined);
    });
  return {
    hello: () => send('/v1/time', null, { 'x-forwarded-for': from }),
    post: (path: string, payload: Buffer): Promise<HubAnswerBytes> => {
      const bodyHash = hashOnce(payload);
      return send(path, payload, {
        'content-type': 'application/json',
        'content-length': String(payload.length),
        'x-forwarded-for': from,
        [DEVICE_HEADER]: deviceId,
        [NONCE_HEADER]: nonce,
        [SIGNATURE_HEADER]: signText(key, textToSign('POST', path, bodyHash, nonce)),
      });
    },
  };
}

export type BenchClient = ReturnType<typeof createBenchClient>;

export const jsonBytes = (value: unknown): Buffer => Buffer.from(JSON.stringify(value), 'utf8');

/** Carries out work on every item, so many at a time. */
export async function inParallel<Item>(
  items: readonly Item[],
  most: number,
  work: (item: Item) => Promise<void>,
): Promise<void> {
  const queue = [...items];
  const one = async () => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: most }, one));
}
