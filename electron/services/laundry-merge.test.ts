import { expect, test } from 'vitest';
import { callerOf } from '../counter-fixture.ts';
import { balanceOf, findHouseholdNumber } from '../database/households.ts';
import { aBook, settled } from '../laundry-book-fixture.ts';
import { aLaundry } from '../laundry-fixture.ts';
import { createMergesService } from './merges.ts';

test('a household of two records washes with either card, with the credit that both had', async () => {
  const laundry = aLaundry();
  const { handlers, newVisitId, newCycleId, newOperationId, machines, programmes } = laundry;
  const desk = callerOf(laundry.operator);
  const office = callerOf(laundry.anOperator('Ugo Ufficio', 'office'));
  const [from, into] = [laundry.aGuest(2), laundry.aGuest(1)];
  const visitId = newVisitId(); // brought in before anybody noticed
  await handlers['laundry.checkIn'](desk, { visitId, householdId: from.householdId, bags: 1 });
  const pair = { householdId: from.householdId, intoHouseholdId: into.householdId, size: 3 };
  await createMergesService(laundry.context).handlers['merges.merge'](office, {
    operationId: newOperationId(),
    ...pair,
  });
  const scan = await handlers['laundry.scan'](desk, { text: from.cardNumber });
  expect(scan).toMatchObject({
    ok: true,
    value: {
      guest: { householdId: into.householdId, residualWashes: 3, openVisits: [{ visitId }] },
    },
  });
  const started = await handlers['laundry.start'](desk, {
    cycleId: newCycleId(),
    visitId,
    machineId: machines.one,
    washProgrammeId: programmes.wash,
    detergentDoses: 0,
  });
  expect(started).toMatchObject({ ok: true, value: { residualWashes: 2 } });
  const washesOf = ({ householdId }: typeof from) =>
    balanceOf(laundry.db, findHouseholdNumber(laundry.db, householdId) ?? 0, 'washes');
  expect([washesOf(from), washesOf(into)]).toEqual([0, 2]);
});

test('a card of either record gives a turn to the household that both are now', async () => {
  const desk = aBook();
  const [from, into] = [desk.aGuest(0), desk.aGuest(0)];
  const office = callerOf(desk.anOperator('Ugo Ufficio', 'office'));
  await createMergesService(desk.context).handlers['merges.merge'](office, {
    operationId: desk.newOperationId(),
    householdId: from.householdId,
    intoHouseholdId: into.householdId,
    size: 3,
  });
  const { householdId } = into;
  const scanned = [from, into].map(({ cardNumber }) =>
    settled(desk.book['laundryBookings.scan'](desk.caller, { text: cardNumber })),
  );
  expect(scanned).toEqual(scanned.map(() => ({ ok: true, value: { householdId } })));
});
