import { v7 } from 'uuid';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { operationIdSchema, programmeIdSchema } from '../../shared/domain/ids.ts';
import { programmeSet } from '../../shared/operations/network-operations.ts';
import { aDesk, aHub, closeAll, twoCounters, upToDate } from '../../simulation/two-counters-fixture.ts';
import { getOwnHead } from '../database/log.ts';
import { createStride } from './stride.ts';
import type { SyncDeskOptions } from './sync-desk.ts';
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

test('over a line that lets no large request through everything is sent and read all the same', async () => {
  const hub = await aHub();
  const { first, second, one, two, operator } = await twoCounters(hub);
  await Promise.all([one.desk.close(), two.desk.close()]);
  first.inTransaction((tx) => {
    for (let index = 0; index < 300; index++) {
      first.context.record(tx, {
        id: operationIdSchema.parse(v7()),
        kind: programmeSet,
        body: {
          programmeId: programmeIdSchema.parse('surplus'),
          name: { it: `P${index}`, en: `P${index}` },
          isActive: true,
        },
        operatorId: operator.operatorId,
        businessOn: first.clock.today,
      });
    }
  });
  for (const counter of [first, second]) {
    const { desk } = aDesk(counter, narrow);
    desk.start();
    desk.recorded(getOwnHead(counter.db).seq);
    await upToDate(desk);
  }
  const sent = hub.store.state().operations.filter(({ operation }) => operation.type === 'programme.set');
  expect(sent.length).toBeGreaterThanOrEqual(300);
});
