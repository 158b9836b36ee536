import { expect, test } from 'vitest';
import { aCounter, callerOf } from '../counter-fixture.ts';
import { listAccesses } from '../database/access-log.ts';
import { createTillService } from './till.ts';

test('the till keeps who searched for households and whose record it showed', async () => {
  const counter = aCounter();
  const { householdId, cardNumber } = counter.aHousehold({ displayName: 'Bianchi Maria' });
  const other = counter.aHousehold({ displayName: 'Verdi Piero' });
  const anna = counter.anOperator('Anna Cassa', 'cashier');
  const { handlers } = createTillService(counter.context);
  const readersOf = (subject: string) =>
    listAccesses(counter.db, subject, 9).map(({ operatorId, action }) => [operatorId, action]);

  await handlers['till.findHouseholds'](callerOf(anna), { text: 'bia' });
  expect(readersOf('by:names')).toEqual([[anna.operatorId, 'household.searched']]);
  await handlers['till.setHousehold'](callerOf(anna), { householdId });
  expect(readersOf(`household:${householdId}`)).toEqual([[anna.operatorId, 'household.read']]);
  await handlers['till.scan'](callerOf(anna), { text: other.cardNumber });
  expect(readersOf(`household:${other.householdId}`)).toEqual([[anna.operatorId, 'household.read']]);
  counter.clock.now += 60_000;
  await handlers['till.scan'](callerOf(anna), { text: cardNumber });
  expect(readersOf(`household:${householdId}`)).toHaveLength(2);

  // A basket that goes on under another operator is read by that one.
  const bruno = counter.anOperator('Bruno Cassa', 'cashier');
  await handlers['till.view'](callerOf(bruno), {});
  expect(readersOf(`household:${householdId}`)[0]).toEqual([bruno.operatorId, 'household.read']);
});
