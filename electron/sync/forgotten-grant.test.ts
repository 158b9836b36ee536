import Sqlite from 'better-sqlite3';
import { v7 } from 'uuid';
import { afterEach, expect, test, vi } from 'vitest';
import { householdAccount } from '../../shared/domain/account.ts';
import { householdIdSchema, operationIdSchema } from '../../shared/domain/ids.ts';
import {
  aDesk,
  aHub,
  closeAll,
  PATIENCE,
  twoCounters,
  upToDate,
} from '../../simulation/two-counters-fixture.ts';
import { createDatabase } from '../database/database.ts';
import { getOwnHead } from '../database/log.ts';

vi.setConfig({ testTimeout: 90_000 });
afterEach(closeAll);

test('a counter whose disk was put back to before it was granted something gives that up, with nothing else written', async () => {
  const hub = await aHub();
  const { second, two, one, topUp } = await twoCounters(hub);
  const householdId = householdIdSchema.parse(v7());
  const account = householdAccount(householdId, 'cents');
  topUp(householdId, 1000);
  await Promise.all([one, two].map(({ desk }) => upToDate(desk)));
  const disk = second.raw.serialize();
  const spends = [{ account, unit: 'cents' as const, amount: 100, fromLease: 0 }];
  const question = { operationId: operationIdSchema.parse(v7()), spends, claims: [] };
  const asked = await two.desk.askHub(question, (_id, answer) => answer.type);
  expect(asked).toEqual({ type: 'answered', value: 'granted' });
  // The power goes before the act, and the disk that comes up is of before.
  await two.desk.close();
  const { authorisations } = hub.store.state();
  for (const [id, row] of authorisations) authorisations.set(id, { ...row, askedAt: row.askedAt - 60_000 });
  expect(hub.store.state().accounts.get(account)?.reserved).toBe(100);
  const again = createDatabase(new Sqlite(disk));
  const before = getOwnHead(again.db);
  const { desk, bugs } = aDesk(again);
  desk.start();
  await vi.waitFor(() => expect(hub.store.state().accounts.get(account)?.reserved).toBe(0), PATIENCE);
  await upToDate(desk);
  const { deviceId, seq } = getOwnHead(again.db);
  expect([deviceId, seq]).toEqual([before.deviceId, before.seq + 1]);
  expect([bugs, hub.store.state().flags, hub.store.state().forks]).toEqual([[], [], []]);
});
