import Sqlite from 'better-sqlite3';
import { v7 } from 'uuid';
import { afterEach, expect, test, vi } from 'vitest';
import { householdAccount } from '../../shared/domain/account.ts';
import {
  householdIdSchema,
  type OperationId,
  operationIdSchema,
  productIdSchema,
} from '../../shared/domain/ids.ts';
import { localDateSchema } from '../../shared/domain/local-date.ts';
import { householdSet } from '../../shared/operations/household-operations.ts';
import { saleCompleted } from '../../shared/operations/sale-operations.ts';
import {
  aDesk,
  aHub,
  closeAll,
  PATIENCE,
  twoCounters,
  upToDate,
} from '../../simulation/two-counters-fixture.ts';
import { categoryIdOf } from '../counter-fixture.ts';
import { type BanconeDatabase, createDatabase, type Db } from '../database/database.ts';
import { balanceOf, findHouseholdNumber } from '../database/households.ts';
import { findChainHead, findOperation, getOwnHead, type RecordOperation } from '../database/log.ts';
import { rebuildProjections } from '../database/rebuild.ts';
import { listSalesOfDay, sumSalesOfDay } from '../database/sales.ts';
import { beginAgain, findWentOn } from './going-on.ts';

/* What was sold before and after a disk was put back, in the old chain and in the new one: once in every list and account. */

vi.setConfig({ testTimeout: 90_000 });
afterEach(closeAll);

const newId = (): OperationId => operationIdSchema.parse(v7());
const month = localDateSchema.parse('2026-11-01');
const price = { points: 0, babyPoints: 0, cents: 300 };

/** A household with 10 euro; the second counter sold to it once before its disk was copied and once (`lostId`) after. */
async function aPutBackTill() {
  const hub = await aHub();
  const { first, second, two, operator, topUp, arrives, writeAtFirst, one } = await twoCounters(hub);
  const { siteId } = first;
  const householdId = householdIdSchema.parse(v7());
  writeAtFirst(householdSet, { householdId, displayName: 'Bianchi Ottavia', size: 3, siteId });
  topUp(householdId, 1000);
  await arrives(householdId, 1000);
  const sell = (
    { inTransaction }: Pick<BanconeDatabase, 'inTransaction'>,
    record: RecordOperation,
    id: OperationId,
  ) =>
    inTransaction((tx) =>
      record(tx, {
        id,
        kind: saleCompleted,
        body: {
          siteId,
          beneficiary: {
            kind: 'household',
            householdId,
            foundBy: 'search',
            size: 3,
            pointsPeriodStartsOn: month,
            limitPeriodStartsOn: month,
          },
          lines: [
            {
              line: 1,
              productId: productIdSchema.parse(v7()),
              categoryId: categoryIdOf('pasta'),
              quantity: 1,
              price,
              limitIds: [],
            },
          ],
          totals: { price, charged: price, pieces: 1 },
          limitsLeft: [],
          overrides: [],
        },
        operatorId: operator.operatorId,
        businessOn: first.clock.today,
      }),
    );
  const keptId = newId();
  sell(second, two.record, keptId);
  await upToDate(two.desk);
  const disk = second.raw.serialize();
  const lostId = newId();
  sell(second, two.record, lostId);
  await upToDate(two.desk);
  await two.desk.close();
  const again = createDatabase(new Sqlite(disk));
  const { desk, record, bugs } = aDesk(again);
  const oldId = getOwnHead(again.db).deviceId;
  again.inTransaction((tx) => beginAgain({ record, newId: v7, today: () => first.clock.today }, tx));
  const centsIn = (db: Db): number => {
    const household = findHouseholdNumber(db, householdId);
    return household === null ? 0 : balanceOf(db, household, 'cents');
  };
  const soldIn = (db: Db) => {
    const { sales } = sumSalesOfDay(db, siteId, first.clock.today);
    return [
      sales,
      listSalesOfDay(db, siteId, first.clock.today, 100)
        .map(({ saleId }) => saleId)
        .sort(),
    ];
  };
  return {
    hub,
    first,
    one,
    again,
    desk,
    bugs,
    oldId,
    keptId,
    lostId,
    centsIn,
    soldIn,
    account: householdAccount(householdId, 'cents'),
    sell: (id: OperationId) => sell(again, record, id),
  };
}

test('each sale is in the list of the day once, and takes its euro once, after a counter has gone on', async () => {
  const { hub, first, one, again, desk, bugs, keptId, lostId, account, centsIn, soldIn, sell } =
    await aPutBackTill();
  const meanwhileId = newId();
  sell(meanwhileId);
  expect(soldIn(again.db)).toEqual([2, [keptId, meanwhileId].sort()]);
  desk.start();
  await vi.waitFor(() => expect(findWentOn(again.db)).not.toBeNull(), PATIENCE);
  await upToDate(desk);
  await upToDate(one.desk);
  const all = [3, [keptId, lostId, meanwhileId].sort()];
  await vi.waitFor(() => expect([soldIn(again.db), soldIn(first.db)]).toEqual([all, all]), PATIENCE);
  await vi.waitFor(() => expect([centsIn(again.db), centsIn(first.db)]).toEqual([100, 100]), PATIENCE);
  expect(hub.store.state().accounts.get(account)?.posted).toBe(100);
  rebuildProjections(again.inTransaction);
  expect([soldIn(again.db), centsIn(again.db)]).toEqual([all, 100]);
  expect([bugs, one.bugs]).toEqual([[], []]);
});

test('the same id in both chains is a matter for a person: nothing is taken, nothing is lost, nothing counts twice', async () => {
  const { hub, again, desk, bugs, oldId, keptId, lostId, account, soldIn, sell } = await aPutBackTill();
  const before = findChainHead(again.db, oldId);
  sell(lostId);
  const own = getOwnHead(again.db);
  desk.start();
  await vi.waitFor(
    () => expect(desk.condition()).toMatchObject({ problem: 'PageInvalid', isGoingOn: true }),
    PATIENCE,
  );
  expect(findOperation(again.db, lostId)?.operation.deviceId).toBe(own.deviceId);
  expect([findChainHead(again.db, oldId), getOwnHead(again.db)]).toEqual([before, own]);
  expect(soldIn(again.db)).toEqual([2, [keptId, lostId].sort()]);
  expect(hub.store.state().accounts.get(account)?.posted).toBe(400);
  expect([...hub.store.state().devices.values()].some(({ deviceId }) => deviceId === own.deviceId)).toBe(
    false,
  );
  expect(bugs).toEqual([]);
});
