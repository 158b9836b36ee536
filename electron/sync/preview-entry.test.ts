import { setImmediate as afterOthers } from 'node:timers/promises';
import { v7 } from 'uuid';
import { expect, test } from 'vitest';
import {
  deviceIdSchema,
  householdIdSchema,
  operationIdSchema,
  operatorIdSchema,
  organisationIdSchema,
} from '../../shared/domain/ids.ts';
import { householdSet } from '../../shared/operations/household-operations.ts';
import { createRecorder, startChain } from '../database/log.ts';
import { openMemoryDatabase } from '../database/open.ts';
import { previewEntry } from './preview-entry.ts';
import { today } from './replica-fixture.ts';

const HOUSEHOLDS = 45;

function aCounterWithHouseholds() {
  const { db, inTransaction } = openMemoryDatabase();
  const record = createRecorder({
    now: () => 1,
    newSalt: () => 'ab'.repeat(32),
    appendHead: () => undefined,
  });
  inTransaction((tx) => {
    startChain(tx, deviceIdSchema.parse(v7()));
    for (let number = 0; number < HOUSEHOLDS; number++) {
      record(tx, {
        id: operationIdSchema.parse(v7()),
        kind: householdSet,
        body: { householdId: householdIdSchema.parse(v7()), displayName: `Rossi Anna ${number}`, size: 1 },
        operatorId: operatorIdSchema.parse(v7()),
        businessOn: today,
      });
    }
  });
  return db;
}

test('what waits comes in between any two households that are compared', async () => {
  const [own, shared] = [aCounterWithHouseholds(), aCounterWithHouseholds()];
  let [isOver, turns] = [false, 0];
  const preview = previewEntry(own, shared, organisationIdSchema.parse(v7())).finally(() => {
    isOver = true;
  });
  while (!isOver) {
    turns += 1;
    await afterOthers();
  }
  expect((await preview).alike.count).toBeGreaterThan(0);
  expect(turns).toBeGreaterThanOrEqual(HOUSEHOLDS);
});
