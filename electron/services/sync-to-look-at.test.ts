import { v7 } from 'uuid';
import { expect, test } from 'vitest';
import {
  type HouseholdId,
  householdIdSchema,
  operationIdSchema,
  siteIdSchema,
} from '../../shared/domain/ids.ts';
import { householdSet } from '../../shared/operations/household-operations.ts';
import { beneficiariesStream } from '../../shared/operations/kind.ts';
import { NOTHING } from '../../shared/sync/checksum.ts';
import { listAccesses } from '../database/access-log.ts';
import { saveCursor } from '../database/sync.ts';
import { aReplica, type Taken, today } from '../sync/replica-fixture.ts';
import { createSyncService } from './sync.ts';

test('what is asked four times a second is logged once a minute for each household that it shows', async () => {
  const taken: Taken = [];
  const one = aReplica();
  const two = aReplica();
  for (const { inTransaction } of [one, two]) {
    inTransaction((tx) => saveCursor(tx, beneficiariesStream, { cursor: 0, checksum: NOTHING }));
  }
  const exchange = () => {
    for (const each of [two, one]) each.push(taken);
    for (const each of [two, one]) each.pull(taken, 99, beneficiariesStream);
  };
  const siteId = siteIdSchema.parse(v7());
  const rename = (at: typeof one, householdId: HouseholdId, displayName: string) =>
    at.inTransaction((tx) =>
      at.record(tx, {
        id: operationIdSchema.parse(v7()),
        kind: householdSet,
        body: { householdId, displayName, size: 3, siteId },
        operatorId: at.operatorId,
        businessOn: today,
      }),
    );
  const householdIds = [householdIdSchema.parse(v7()), householdIdSchema.parse(v7())];
  for (const householdId of householdIds) rename(one, householdId, 'Rossi');
  exchange();
  for (const householdId of householdIds) {
    rename(one, householdId, 'Rossi Anna');
    rename(two, householdId, 'Rossi Ada');
  }
  exchange();
  let now = 1_000_000;
  const context = { db: one.db, inTransaction: one.inTransaction, now: () => now } as never;
  const { handlers } = createSyncService(context, {} as never, {} as never, () => true);
  const operator = { operatorId: one.operatorId, roles: ['office'], displayName: 'Anna', siteId };
  const look = () => handlers['sync.toLookAt']({ operator: () => operator } as never, {});
  const entries = () =>
    householdIds.map((householdId) => listAccesses(one.db, `household:${householdId}`, 100).length);
  for (let asked = 0; asked < 40; asked += 1) {
    now += 250;
    await look();
  }
  expect(entries()).toEqual([1, 1]);
  now += 60_000;
  await look();
  expect(entries()).toEqual([2, 2]);
});
