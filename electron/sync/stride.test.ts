import { afterEach, describe, expect, test, vi } from 'vitest';
import type { OperatorId } from '../../shared/domain/ids.ts';
import { networkStream } from '../../shared/operations/kind.ts';
import { aDesk, aHub, closeAll, twoCounters, upToDate } from '../../simulation/two-counters-fixture.ts';
import { getOwnHead } from '../database/log.ts';
import { findCursor } from '../database/sync.ts';
import { aRename } from '../programme-fixture.ts';
import { createStride } from './stride.ts';
import type { SyncDeskOptions } from './sync-desk-types.ts';
import { openSyncLine } from './sync-line.ts';

vi.setConfig({ testTimeout: 60_000 });
afterEach(closeAll);

/** Sizes of requests over a line that lets nothing larger through. */
function sizesOver(mostAtOnce: number, requests: number): number[] {
  const stride = createStride();
  return Array.from({ length: requests }, () => {
    const size = stride.most();
    if (size <= mostAtOnce) stride.arrived();
    else stride.failed('Unreachable');
    return size;
  });
}

describe('a stride', () => {
  test('begins small and is soon as long as a push may be', () => {
    expect(sizesOver(500, 8)).toEqual([16, 32, 64, 128, 256, 500, 500, 500]);
  });

  test('stays below what does not get through, tries it again after a while, and always gets on', () => {
    const sizes = sizesOver(100, 100);
    expect(sizes.slice(0, 8)).toEqual([16, 32, 64, 128, 32, 64, 64, 64]);
    const failed = sizes.filter((size) => size > 100).length;
    expect([failed > 1, failed <= 6]).toEqual([true, true]);
    for (const least of sizesOver(20, 50).filter((size) => size < 32)) expect(least).toBe(16);
  });

  test('does not become shorter by a hub that has too much to do, and forgets what failed on a line that was cut as a whole', () => {
    const stride = createStride();
    for (let times = 0; times < 9; times++) stride.arrived();
    stride.failed('HubBusy');
    expect(stride.most()).toBe(500);
    for (let times = 0; times < 9; times++) stride.failed('Unreachable');
    expect(stride.most()).toBe(16);
    for (let times = 0; times < 9; times++) stride.arrived();
    expect(stride.most()).toBe(500);
  });
});

describe('a page', () => {
  /** A long line, and a PC that needs so many milliseconds for each operation: limits of pages, one after the other. */
  const limitsAt = (stride: ReturnType<typeof createStride>, msEach: number, pages: number) =>
    Array.from({ length: pages }, () => {
      const limit = stride.mostInPage();
      stride.arrived();
      stride.applied(limit, limit * msEach);
      return limit;
    });

  test('is as long as the line allows, and never longer than a full one', () => {
    expect(limitsAt(createStride(), 0.01, 6)).toEqual([16, 32, 64, 128, 200, 200]);
  });

  test('becomes half as long where the last one kept the till too long, and stays where it fits', () => {
    const stride = createStride();
    limitsAt(stride, 0.01, 6);
    expect(limitsAt(stride, 0.3, 4)).toEqual([200, 100, 50, 50]);
    expect(limitsAt(stride, 9, 3)).toEqual([50, 25, 16]);
    expect(limitsAt(stride, 0.1, 5)).toEqual([16, 32, 64, 128, 128]);
  });

  test('that brought little says nothing of what a longer one takes', () => {
    const stride = createStride();
    limitsAt(stride, 0.01, 6);
    stride.applied(1, 90);
    for (let times = 0; times < 9; times++) stride.applied(3, 1);
    expect(stride.mostInPage()).toBe(100);
  });
});

/** A proxy that takes no large bodies, or a line that is cut before one is over. */
const narrow: SyncDeskOptions['openLine'] = (options) => {
  const line = openSyncLine(options);
  return {
    ...line,
    ask: async (name, question, stop) => {
      const isLarge =
        ('operations' in question && question.operations.length > 40) ||
        ('limit' in question && question.limit > 40);
      return isLarge ? { type: 'Unreachable' } : line.ask(name, question, stop);
    },
  };
};

type Counters = Awaited<ReturnType<typeof twoCounters>>;

/** More than fits into one page. */
function writeMany(first: Counters['first'], operatorId: OperatorId): void {
  first.inTransaction((tx) => {
    for (let index = 0; index < 300; index++) {
      first.context.record(tx, aRename(`P${index}`, { operatorId, businessOn: first.clock.today }));
    }
  });
}

test('over a line that lets no large request through everything is sent and read all the same', async () => {
  const hub = await aHub();
  const { first, second, one, two, operator } = await twoCounters(hub);
  await Promise.all([one.desk.close(), two.desk.close()]);
  writeMany(first, operator.operatorId);
  for (const counter of [first, second]) {
    const { desk } = aDesk(counter, narrow);
    desk.start();
    desk.recorded(getOwnHead(counter.db).seq);
    await upToDate(desk);
  }
  const sent = hub.store.state().operations.filter(({ operation }) => operation.type === 'programme.set');
  expect(sent.length).toBeGreaterThanOrEqual(300);
});

test('a counter that needs long for a page asks for less at once, and reads everything all the same', async () => {
  const hub = await aHub();
  const { first, second, one, two, operator } = await twoCounters(hub);
  await two.desk.close();
  writeMany(first, operator.operatorId);
  one.desk.recorded(getOwnHead(first.db).seq);
  await upToDate(one.desk);
  const limits: number[] = [];
  let uptimeMs = 0;
  const { desk } = aDesk(
    second,
    (options) => {
      const line = openSyncLine(options);
      return {
        ...line,
        ask: (name, question, stop) => {
          if ('limit' in question) limits.push(question.limit);
          return line.ask(name, question, stop);
        },
      };
    },
    undefined,
    { uptimeMs: () => (uptimeMs += 30) },
  );
  desk.start();
  await upToDate(desk);
  expect(limits.slice(-5)).toEqual([16, 16, 16, 16, 16]);
  expect(findCursor(second.db, networkStream)).toEqual(findCursor(first.db, networkStream));
});
