import { v7 } from 'uuid';
import { expect, test } from 'vitest';
import { deviceIdSchema, operatorIdSchema } from '../../shared/domain/ids.ts';
import { aRename } from '../programme-fixture.ts';
import { today } from '../sync/replica-fixture.ts';
import { createRecorder, startChain } from './log.ts';
import { openMemoryDatabase } from './open.ts';
import { foldHubAccounts } from './sync.ts';

const ACCOUNTS = 1000;

/** A device with one act, and accounts that others moved so often before. */
function accountsMoved(times: number) {
  const { inTransaction, raw } = openMemoryDatabase();
  const record = createRecorder({
    now: () => 1,
    newSalt: () => 'ab'.repeat(32),
    appendHead: () => undefined,
  });
  inTransaction((tx) => {
    startChain(tx, deviceIdSchema.parse(v7()));
    record(tx, aRename('Dono', { operatorId: operatorIdSchema.parse(v7()), businessOn: today }));
  });
  const numbers = (count: number) =>
    `WITH RECURSIVE number(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM number WHERE i < ${count})`;
  raw.exec(`
    ${numbers(ACCOUNTS)} INSERT INTO hub_account SELECT i, 'points', 'points', 1000, 0, 0, 7, 1 FROM number;
    ${numbers(ACCOUNTS)} INSERT INTO household_balance SELECT i, 'points', 'points', 40 + i FROM number;
    ${numbers(ACCOUNTS * times)} INSERT INTO movement (household, account, n, unit, amount)
      SELECT 1 + i % ${ACCOUNTS}, 'points', -i, 'points', 3 FROM number;
    INSERT INTO movement (household, account, n, unit, amount) VALUES (1, 'points', 1, 'points', -5);`);
  const tookMs = () => {
    const beganAt = performance.now();
    inTransaction(foldHubAccounts);
    return performance.now() - beganAt;
  };
  const median = () => Array.from({ length: 9 }, tookMs).sort((a, b) => a - b)[4] ?? 0;
  return {
    median,
    accounts: () => raw.prepare('SELECT posted, own_seq FROM hub_account ORDER BY household').raw().all(),
  };
}

test('folding what a hub said takes the own acts of a new device out, however often others moved an account', () => {
  const [seldom, often] = [accountsMoved(1), accountsMoved(100)];
  const [seldomMs, oftenMs] = [seldom.median(), often.median()];
  const folded = Array.from({ length: ACCOUNTS }, (_, i) => [41 + i + (i === 0 ? 5 : 0), 0]);
  expect([seldom.accounts(), often.accounts()]).toEqual([folded, folded]);
  expect(oftenMs).toBeLessThan(8 * seldomMs);
});
