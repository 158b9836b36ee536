import Sqlite from 'better-sqlite3';
import { v7 } from 'uuid';
import { afterEach, expect, test, vi } from 'vitest';
import { type OperationId, operationIdSchema, operatorIdSchema } from '../../shared/domain/ids.ts';
import { err } from '../../shared/domain/result.ts';
import {
  aDesk,
  aHub,
  closeAll,
  PATIENCE,
  twoCounters,
  upToDate,
} from '../../simulation/two-counters-fixture.ts';
import { aCounter } from '../counter-fixture.ts';
import {
  deleteBasket,
  findOpenBasket,
  listParkedBaskets,
  parkBasket,
  saveOpenBasket,
} from '../database/baskets.ts';
import { type BanconeDatabase, createDatabase } from '../database/database.ts';
import { findSetting } from '../database/local-settings.ts';
import { findOperation, getOwnHead } from '../database/log.ts';
import { listProgrammes } from '../database/network.ts';
import { rebuildProjections } from '../database/rebuild.ts';
import { insertMembership } from '../database/sync.ts';
import { aRename } from '../programme-fixture.ts';
import { beginAgain, findClosing, findWentOn } from './going-on.ts';
import { createGoingOnQuestions } from './going-on-questions.ts';
import { createStride } from './stride.ts';
import type { SyncLine } from './sync-line.ts';

/* What is recorded at a counter between the beginning of its new chain and the moment in which that one goes on. */

vi.setConfig({ testTimeout: 90_000 });
afterEach(closeAll);

type Counters = Awaited<ReturnType<typeof twoCounters>>;

/** A second counter whose disk is put back to before `lost`, which the hub has. */
async function aPutBackCounter(
  lost: (counters: Counters) => void,
  before: (counters: Counters) => void = () => undefined,
) {
  const hub = await aHub();
  const counters = await twoCounters(hub);
  const { second, two } = counters;
  await upToDate(two.desk);
  before(counters);
  const disk = second.raw.serialize();
  lost(counters);
  await upToDate(two.desk);
  await two.desk.close();
  const again = createDatabase(new Sqlite(disk));
  return { hub, ...counters, again, ...aDesk(again) };
}

const by = ({ operatorId }: Counters['operator'], { clock }: Counters['first']) => ({
  operatorId,
  businessOn: clock.today,
});
const hasGoneOn = ({ db }: BanconeDatabase) =>
  vi.waitFor(() => expect(findWentOn(db)).not.toBeNull(), PATIENCE);

test('an edit that is made before the old chain is here stays over what is fetched of it, here as at the hub', async () => {
  const { first, again, desk, bugs, record, operator } = await aPutBackCounter(({ renameAtSecond }) =>
    renameAtSecond('Alt'),
  );
  const pen = { record, newId: v7, today: () => first.clock.today };
  again.inTransaction((tx) => beginAgain(pen, tx));
  again.inTransaction((tx) => record(tx, aRename('Neu', by(operator, first))));
  const shown = ({ db }: Pick<BanconeDatabase, 'db'>) => listProgrammes(db)[0]?.name.it;
  // Whoever asks the hub something meanwhile is not told that this counter stands alone.
  expect(desk.line()).toEqual(err({ type: 'NotJoined' }));
  desk.start();
  expect(desk.line()).toEqual(err({ type: 'GoingOn' }));
  await hasGoneOn(again);
  expect(desk.line().ok).toBe(true);
  expect(shown(again)).toBe('Neu');
  await upToDate(desk);
  await vi.waitFor(() => expect(shown(first)).toBe('Neu'), PATIENCE);
  const conflicts = () => again.raw.prepare('SELECT count(*) AS edits FROM edit_conflict').get();
  await vi.waitFor(() => expect(conflicts()).toEqual({ edits: 1 }), PATIENCE);
  expect(shown(again)).toBe('Neu');
  rebuildProjections(again.inTransaction);
  expect([shown(again), conflicts()]).toEqual(['Neu', { edits: 1 }]);
  expect(bugs).toEqual([]);
});

test('a basket that was sold since comes as its sale and stands there no more; another one is another sale from now on', async () => {
  const basket = (basketId: OperationId, note: string) => {
    const document = { lines: [], customer: null, lastLineId: null, nextLineId: 1 };
    return { basketId, note, document, operatorId: operatorIdSchema.parse(v7()), updatedAt: 1 };
  };
  const [sold, open] = [operationIdSchema.parse(v7()), operationIdSchema.parse(v7())];
  const { again, desk, bugs } = await aPutBackCounter(
    ({ second, two, first, operator }) => {
      // Whatever the act is: its id is the basket's.
      second.inTransaction((tx) => {
        deleteBasket(tx, sold);
        two.record(tx, { ...aRename('Venduto', by(operator, first)), id: sold });
      });
    },
    ({ second }) =>
      second.inTransaction((tx) => {
        parkBasket(tx, basket(sold, 'venduta'));
        saveOpenBasket(tx, basket(open, 'aperta'));
      }),
  );
  desk.start();
  await hasGoneOn(again);
  expect(findOperation(again.db, sold)).not.toBeNull();
  expect(listParkedBaskets(again.db)).toEqual([]);
  expect(findOpenBasket(again.db)).toMatchObject({ note: 'aperta' });
  expect(findOpenBasket(again.db)?.basketId).not.toBe(open);
  expect([findSetting(again.db, 'sync.renamedBaskets'), bugs]).toEqual([null, []]);
});

test('what nobody asks for is not written before the hub has said what it has of the chain, for two minutes at most', async () => {
  const hub = await aHub();
  const { second, two } = await twoCounters(hub);
  await two.desk.close();
  await hub.stop();
  let uptimeMs = 0;
  const { desk } = aDesk(second, undefined, undefined, { uptimeMs: () => uptimeMs });
  expect(desk.mayWriteUnasked()).toBe(true); // it stands alone
  desk.start();
  expect(desk.mayWriteUnasked()).toBe(false);
  uptimeMs = 121_000;
  expect(desk.mayWriteUnasked()).toBe(true);
  uptimeMs = 0;
  expect(desk.mayWriteUnasked()).toBe(false);
  await hub.start();
  await vi.waitFor(() => expect(desk.mayWriteUnasked()).toBe(true), PATIENCE);
});

test.each([
  ['ProofInvalid', 'Unexpected'],
  ['DeviceKnown', 'Unexpected'],
  ['DeviceUnknown', 'DeviceUnknown'],
  ['StillInUse', 'StillInUse'],
] as const)('that the hub says %s to going on is seen', async (type, problem) => {
  const { context, ...counter } = aCounter();
  const { siteId, organisationId } = counter;
  counter.inTransaction((tx) => {
    const { deviceId } = getOwnHead(tx);
    const place = { deviceId, siteId, siteKind: 'emporio' as const, organisationId, officeOf: [] };
    const hub = { address: 'https://hub.invalid', deviceId, privateKey: '', place, epoch: 1, joinedAt: 1 };
    insertMembership(tx, hub, []);
    beginAgain(context, tx);
  });
  const closing = findClosing(counter.db);
  if (closing === null) throw new Error('it has begun again');
  const seen: string[] = [];
  const questions = createGoingOnQuestions({
    ...counter,
    stride: createStride(),
    standing: {
      heard: () => undefined,
      failedFor: (reason) => {
        seen.push(reason);
        return { type: 'failed' };
      },
    },
  });
  const line: SyncLine = {
    ask: async () => ({ type: 'refused', failure: { type } }) as never, // as the hub's answer to this question
    close: async () => undefined,
  };
  const run = { line, deviceId: closing.deviceId, isCurrent: () => true };
  expect(await questions.succeed(run, closing)).toEqual({ type: 'failed' });
  expect(seen).toEqual([problem]);
});
