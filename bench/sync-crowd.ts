import { setTimeout as sleep } from 'node:timers/promises';
import { fillPush } from '../electron/sync/read-outbox.ts';
import { createStride } from '../electron/sync/stride.ts';
import { assert } from '../shared/domain/result.ts';
import type { Operation } from '../shared/operations/operation.ts';
import { PROTOCOL_VERSION } from '../shared/sync/protocol.ts';
import { restMsAfter } from '../shared/sync/rests.ts';
import { openAskingTills } from './sync-authorise.ts';
import { type BenchClient, hashOnce, jsonBytes } from './sync-client.ts';
import { type BenchHub, clientOf, pushBytesOf } from './sync-hub.ts';
import { aSellingDevice } from './sync-sales.ts';

export type Crowd = {
  readonly counters: number;
  /** From the first connection until every counter had an answer that was signed for. */
  readonly reconnectSeconds: number;
  readonly drainSeconds: number;
  readonly operations: number;
  /** Pushes that the hub put off because it had enough to do. */
  readonly putOff: number;
  /** Milliseconds that other tills waited for the hub's word while all that came in. */
  readonly authoriseWaits: readonly number[];
};

/** What other counters ask meanwhile, as often as a thousand would that need the hub's word three times a minute each. */
const ASKED_PER_SECOND = 50;

/** A counter comes when it was told to, within this. */
const APPOINTMENT_WITHIN_MS = 1000;

/** As a counter sends it: little at first, and more with each that arrives. */
function inStrides(operations: readonly Operation[]): Operation[][] {
  const stride = createStride();
  const pieces: Operation[][] = [];
  for (let at = 0; at < operations.length; at += pieces.at(-1)?.length ?? 0) {
    const rest = operations.slice(at).map((operation) => ({ operation }));
    pieces.push(fillPush(rest, stride.most()));
    stride.arrived();
  }
  return pieces;
}

/** Counters that were alone and come back all at once, each with operations that wait to be sent. */
export async function measureCrowd(hub: BenchHub, counters: number, waiting: number): Promise<Crowd> {
  const crowd: { readonly client: BenchClient; readonly requests: Buffer[] }[] = [];
  for (let index = 0; index < counters; index++) {
    const device = await aSellingDevice(hub.store);
    for (let sale = 1; sale < waiting; sale++) device.sell();
    const requests = inStrides(device.chain.operations).map((piece) => pushBytesOf(device, piece));
    for (const request of requests) hashOnce(request); // or all of them would be hashed in one breath, and the tills wait for that
    crowd.push({ client: clientOf(hub, device, 10_000 + index), requests });
    device.chain.operations.length = 0; // what is sent is kept, what it was made of is not
  }
  const tills = await openAskingTills(hub, 5_000);
  const wait = jsonBytes({ protocol: PROTOCOL_VERSION, epoch: 1, cursors: [], waitMs: 0 });
  const startedAt = performance.now();
  await Promise.all(
    crowd.map(async ({ client }) => {
      await client.hello();
      const { status } = await client.post('/v1/wait', wait);
      assert(status === 200, 'whoever comes back is answered');
    }),
  );
  const reconnectedAt = performance.now();
  let putOff = 0;
  let isDrained = false;
  const asking = tills.ask(ASKED_PER_SECOND, () => isDrained);
  await Promise.all(
    crowd.map(async ({ client, requests }) => {
      for (const request of requests) {
        for (let attempts = 1; ; attempts++) {
          const { status, bytes, comeAgainMs } = await client.post('/v1/push', request);
          if (status === 200 && bytes.includes('"acknowledged"')) break;
          assert(
            status === 429,
            `a counter is told to wait, not ${status} ${bytes.toString('utf8', 0, 200)}`,
          );
          putOff += 1;
          await sleep(
            comeAgainMs === null
              ? restMsAfter(attempts, Math.random())
              : comeAgainMs + Math.random() * APPOINTMENT_WITHIN_MS,
          );
        }
      }
    }),
  );
  const drainSeconds = (performance.now() - reconnectedAt) / 1000;
  isDrained = true;
  return {
    counters,
    reconnectSeconds: (reconnectedAt - startedAt) / 1000,
    drainSeconds,
    operations: counters * waiting,
    putOff,
    authoriseWaits: await asking,
  };
}
