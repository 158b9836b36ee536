import { expect, test } from 'vitest';
import { createScanQueue, LONGEST_SCAN_QUEUE, type ScanFailure } from './scan-queue.ts';

const nextTurn = () => new Promise<void>((resolve) => setTimeout(resolve, 0));

/** A handler that is done with a scan only when it is told so. */
function aSlowHandler() {
  const events: string[] = [];
  const releases: (() => void)[] = [];
  return {
    events,
    release: async () => {
      releases.shift()?.();
      await nextTurn();
    },
    onScan: async (text: string) => {
      events.push(`start ${text}`);
      await new Promise<void>((resolve) => releases.push(resolve));
      events.push(`end ${text}`);
    },
  };
}

test('scans are served one at a time and in order', async () => {
  const handler = aSlowHandler();
  const push = createScanQueue(handler.onScan, () => expect.unreachable());
  for (const text of ['a', 'b', 'c']) push(text);
  expect(handler.events).toEqual(['start a']);
  for (let i = 0; i < 3; i++) await handler.release();
  push('d');
  await handler.release();
  expect(handler.events.join(', ')).toBe('start a, end a, start b, end b, start c, end c, start d, end d');
});

test('a handler that fails is reported and the scans behind it are served', async () => {
  const failures: ScanFailure[] = [];
  const served: string[] = [];
  const broken = new Error('broken');
  const push = createScanQueue(
    (text) => {
      if (text === 'bad') throw broken;
      served.push(text);
    },
    (failure) => failures.push(failure),
  );
  for (const text of ['a', 'bad', 'b']) push(text);
  await nextTurn();
  expect([served, failures]).toEqual([['a', 'b'], [{ type: 'HandlerFailed', error: broken }]]);
});

test('a queue that is full says which scan it did not take', () => {
  const failures: ScanFailure[] = [];
  const push = createScanQueue(aSlowHandler().onScan, (failure) => failures.push(failure));
  push('being served');
  for (let i = 0; i < LONGEST_SCAN_QUEUE; i++) push(`waiting ${i}`);
  expect(failures).toEqual([]);
  push('too many');
  expect(failures).toEqual([{ type: 'QueueFull', text: 'too many' }]);
});
