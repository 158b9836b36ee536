import { v7 } from 'uuid';
import { expect, test } from 'vitest';
import { operationIdSchema, programmeIdSchema } from '../../shared/domain/ids.ts';
import { localDateSchema } from '../../shared/domain/local-date.ts';
import { cardExpirySet, cardHandedOver, cardPrinted } from '../../shared/operations/card-operations.ts';
import { aCounter, callerOf } from '../counter-fixture.ts';
import { createCreditService } from '../services/credit.ts';
import { rebuildProjections } from './rebuild.ts';

const newId = () => operationIdSchema.parse(v7());

test('what was done with cards and credit is the same once it is projected again', async () => {
  const counter = aCounter();
  const office = callerOf(counter.anOperator('Ugo', 'office'));
  const { handlers } = createCreditService(counter.context);
  const households = [1, 2, 3].map((size) => counter.aHousehold({ size }));
  for (const { householdId, cardId } of households) {
    counter.write(cardPrinted, { cardId, householdId, format: 'card' });
    counter.write(cardHandedOver, { cardId, householdId, to: 'holder' });
    counter.write(cardExpirySet, { cardId, householdId, expiresOn: localDateSchema.parse('2027-06-30') });
  }
  const what = { programmeId: programmeIdSchema.parse('surplus'), purse: 'cents' as const };
  const [batchId, topUpId] = [newId(), newId()];
  const householdIds = households.map(({ householdId }) => householdId);
  const rule = { kind: 'fixed' as const, amount: 1000 };
  const batch = { batchId, householdIds, totalAmount: 3000, reason: 'periodic' as const, rule, ...what };
  await handlers['credit.startBatch'](office, batch);
  await handlers['credit.continueBatch'](office, { batchId });
  for (const householdId of householdIds.slice(0, 1)) {
    const given = { householdId, amount: 700, reason: 'other' as const, ...what };
    await handlers['credit.topUp'](office, { operationId: topUpId, ...given });
    await handlers['credit.takeBack'](office, { operationId: newId(), topUpId, reason: 'mistake' });
  }
  await handlers['credit.closeBatch'](office, { operationId: newId(), batchId });
  await handlers['credit.reopenBatch'](office, { operationId: newId(), batchId });
  await handlers['credit.closeBatch'](office, { operationId: newId(), batchId });
  const rules = { mostCents: 1, mostWashes: 1 };
  await handlers['credit.saveRules'](office, { operationId: newId(), rules });

  const tables = [
    'card',
    'credit_rules',
    'credit_batch',
    'credit_batch_line',
    'credit_batch_closing',
    'credit_taken_back',
  ];
  const rows = () => tables.map((table) => counter.raw.prepare(`SELECT * FROM ${table}`).all());
  const live = rows();
  expect(live.map((each) => each.length)).toEqual([3, 1, 1, 3, 2, 1]);
  rebuildProjections(counter.inTransaction);
  expect(rows()).toEqual(live);
});
