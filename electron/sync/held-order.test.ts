import { v7 } from 'uuid';
import { afterEach, expect, test, vi } from 'vitest';
import { siteIdSchema } from '../../shared/domain/ids.ts';
import { siteStream } from '../../shared/operations/kind.ts';
import { aDesk, aHub, closeAll, PATIENCE, twoCounters } from '../../simulation/two-counters-fixture.ts';
import { getOwnHead } from '../database/log.ts';
import { holdsOperationsOf } from '../database/withdraw-streams.ts';

vi.setConfig({ testTimeout: 120_000 });
afterEach(closeAll);

test('an order to delete that was not carried out is not asked for again for ten minutes, and all else goes on', async () => {
  const hub = await aHub();
  const { first, second, two, topUp, arrives } = await twoCounters(hub);
  const { householdId } = first.aHousehold();
  topUp(householdId, 1000);
  await arrives(householdId, 1000);
  // Its points may be there before the stream that they are told in: without operations of a stream there is nothing to delete.
  const streams = [siteStream(first.siteId)];
  await vi.waitFor(() => expect(holdsOperationsOf(second.db, streams)).toBe(true), PATIENCE);
  await two.desk.close();
  const { deviceId } = getOwnHead(second.db);
  await hub.store.inTransaction(async (tx) => {
    const device = await tx.lockDevice(deviceId);
    if (device === null) throw new Error('it has enrolled');
    const place = { ...device.place, siteId: siteIdSchema.parse(v7()) };
    await tx.setDevicePlace(deviceId, { place, leaving: device.place, stoodBefore: null, moves: 1 });
  });
  let skewMs = 0;
  let orders = 0;
  const withdraw = async () => {
    orders += 1;
    return false;
  };
  const uptimeMs = () => performance.now() + skewMs;
  const { desk } = aDesk(second, undefined, undefined, { withdraw, uptimeMs });
  desk.start();
  await vi.waitFor(() => expect(orders).toBe(1), PATIENCE);
  await new Promise((resolve) => setTimeout(resolve, 5000));
  expect(orders).toBe(1);
  expect(desk.condition()).toMatchObject({ problem: 'Unexpected', isUnderWay: false });
  skewMs = 11 * 60_000;
  desk.recorded(getOwnHead(second.db).seq);
  await vi.waitFor(() => expect(orders).toBe(2), PATIENCE);
});
