import { expect, test } from 'vitest';
import type { StreamName } from '../../shared/operations/operation.ts';
import { streamsFor } from '../../shared/sync/grants.ts';
import { PROTOCOL_VERSION, type WaitRequest, waitRequestSchema } from '../../shared/sync/protocol.ts';
import { anEnrolledChain, aPlace } from '../chain-fixture.ts';
import { createMemoryStore } from '../store/memory-store.ts';
import { waitForNews } from './wait.ts';

const aQuestion = (streams: readonly StreamName[]): WaitRequest => ({
  protocol: PROTOCOL_VERSION,
  epoch: 1,
  cursors: streams.map((stream) => [stream, 99]),
  waitMs: 25_000,
});

test('whoever waits has all its streams looked at in one question at a time', async () => {
  const store = createMemoryStore();
  const { deviceId } = await anEnrolledChain(store);
  let [questions, sleeps] = [0, 0];
  const counting: typeof store = {
    ...store,
    inSnapshot: (work) =>
      store.inSnapshot((tx) =>
        work({
          ...tx,
          findStreamHead: (name) => {
            questions += 1;
            return tx.findStreamHead(name);
          },
          findStreamNumbers: (names) => {
            questions += 1;
            return tx.findStreamNumbers(names);
          },
        }),
      ),
  };
  const sleep = async () => {
    sleeps += 1;
  };
  const context = { store: counting, now: () => 1_790_000_100_000, sleep };
  const question = aQuestion(streamsFor(aPlace(deviceId)));
  expect(await waitForNews(context, deviceId, question, () => false)).toMatchObject({ hasNews: false });
  expect([sleeps, questions]).toEqual([100, 101]);
});

test('a stream that is named twice is refused', () => {
  const [stream, ...others] = ['network', 'balances'] as StreamName[];
  const asks = (...streams: (StreamName | undefined)[]) =>
    waitRequestSchema.safeParse(aQuestion(streams.filter((each) => each !== undefined))).success;
  expect([asks(stream, ...others), asks(stream, ...others, stream)]).toEqual([true, false]);
});
