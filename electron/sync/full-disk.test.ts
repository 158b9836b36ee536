import { afterEach, expect, test, vi } from 'vitest';
import { aDesk, aHub, closeAll, PATIENCE, upToDate } from '../../simulation/two-counters-fixture.ts';
import { aCounter } from '../counter-fixture.ts';
import { aRename } from '../programme-fixture.ts';
import { enrolDevice } from './enrol-device.ts';

vi.setConfig({ testTimeout: 90_000 });
afterEach(closeAll);

test('a disk that was full when the hub acknowledged holds the exchange up for no longer, and is said', async () => {
  const hub = await aHub();
  const counter = aCounter();
  const { siteId, organisationId } = counter;
  const { operatorId } = counter.anOperator('Anna', 'admin');
  const place = { siteId, siteKind: 'emporio' as const, organisationId, officeOf: [] };
  await enrolDevice(counter.context, hub.address, await hub.aCode(null), place);
  let isFull = false;
  const inTransaction: typeof counter.inTransaction = (work) => {
    if (isFull) throw new Error('database or disk is full');
    return counter.inTransaction(work);
  };
  const { desk, bugs, record } = aDesk({ ...counter, inTransaction });
  desk.start();
  await upToDate(desk);

  counter.inTransaction((tx) => record(tx, aRename('Dono', { operatorId, businessOn: counter.clock.today })));
  isFull = true;
  await vi.waitFor(() => expect(bugs).not.toEqual([]), PATIENCE);
  expect(desk.condition()).toMatchObject({ waiting: 1, isUnderWay: false, problem: 'Unexpected' });
  isFull = false;
  await upToDate(desk);
});
