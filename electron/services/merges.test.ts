import { v7 } from 'uuid';
import { describe, expect, test } from 'vitest';
import { type HouseholdId, householdIdSchema } from '../../shared/domain/ids.ts';
import { addDays } from '../../shared/domain/local-date.ts';
import { householdSet } from '../../shared/operations/household-operations.ts';
import { ensureAllowance, ensureAllowanceOn } from '../database/allowance-posting.ts';
import { findHousehold } from '../database/households.ts';
import { getOwnHead } from '../database/log.ts';
import { listMergedInto } from '../database/merges.ts';
import { findSite } from '../database/network.ts';
import { rebuildProjections } from '../database/rebuild.ts';
import { insertMembership } from '../database/sync.ts';
import { eraseHousehold } from '../households/erase-household.ts';
import { aMergeDesk as aDesk, newId, PASTA } from '../merge-desk-fixture.ts';

const done = { ok: true, value: null };

describe('two records of one household', () => {
  test('become one: euro and washes added, one allowance of the right size, less what both have spent', async () => {
    const desk = aDesk();
    const from = desk.aHousehold({ displayName: 'Rossi Ana', size: 2 });
    const into = desk.aHousehold({ displayName: 'Rossi Anna', size: 3 });
    desk.topUp(from.householdId, 'cents', 500);
    desk.topUp(into.householdId, 'cents', 200);
    desk.topUp(from.householdId, 'washes', 3);
    await desk.shop(from.cardNumber, 1); // 30 of 150
    await desk.shop(into.cardNumber, 2); // 60 of 200
    const preview = await desk.handlers['merges.preview'](desk.office, { ...ids(from, into), size: 4 });
    expect(preview).toEqual({
      ok: true,
      value: {
        from: {
          householdId: from.householdId,
          displayName: 'Rossi Ana',
          size: 2,
          points: 120,
          babyPoints: null,
          cents: 500,
          washes: 3,
        },
        into: {
          householdId: into.householdId,
          displayName: 'Rossi Anna',
          size: 3,
          points: 140,
          babyPoints: 0,
          cents: 200,
          washes: 0,
        },
        after: { size: 4, points: 160, babyPoints: 0, cents: 700, washes: 3 },
        allowancePoints: 250,
        periodStartsOn: '2026-11-01',
        cards: 1,
      },
    });
    expect(await desk.merge(from.householdId, into.householdId)).toEqual(done);
    expect(desk.balances(from.householdId)).toEqual({});
    expect(desk.balances(into.householdId)).toEqual({ 'points/2026-11-01': 160, cents: 700, washes: 3 });
    expect(findHousehold(desk.db, into.householdId)?.size).toBe(4);
    expect(desk.imbalance()).toEqual([]);
  });

  test('are opened by the cards of both, and whoever looks for the one is shown the other', async () => {
    const desk = aDesk();
    const from = desk.aHousehold({ displayName: 'Verdi Ottavia', size: 1 });
    const into = desk.aHousehold({ displayName: 'Rossi Anna', size: 1 });
    await desk.merge(from.householdId, into.householdId, 2);
    await desk.shop(from.cardNumber, 1);
    expect(desk.balances(from.householdId)).toEqual({});
    expect(desk.balances(into.householdId)).toEqual({ 'points/2026-11-01': 120 });
    for (const text of [from.cardNumber, 'verdi', 'rossi']) {
      const found = await desk.households['households.search'](desk.cashier, { text });
      expect(found.ok && found.value.households.map(({ displayName }) => displayName)).toEqual([
        'Rossi Anna',
      ]);
    }
    const old = await desk.households['households.view'](desk.office, { householdId: from.householdId });
    expect(old.ok && old.value.mergedInto?.displayName).toBe('Rossi Anna');
    const page = await desk.households['households.view'](desk.office, { householdId: into.householdId });
    if (!page.ok) throw new Error(page.error.type);
    expect(page.value.cards).toHaveLength(2);
    expect(page.value.office?.mergedFrom.map(({ displayName }) => displayName)).toEqual(['Verdi Ottavia']);
    const types = page.value.office?.history.map(({ type }) => type) ?? [];
    expect(types.filter((type) => type === 'card.issued')).toHaveLength(2);
    expect(types).toContain('household.merged');
  });

  test('are given one allowance in the months that follow', async () => {
    const desk = aDesk();
    const [from, into] = [desk.aHousehold({ size: 1 }), desk.aHousehold({ size: 2 })];
    await desk.merge(from.householdId, into.householdId, 3);
    desk.clock.today = addDays(desk.clock.today, 12);
    for (const { householdId } of [from, into]) {
      desk.inTransaction((tx) => {
        const row = findHousehold(tx, householdId);
        if (row !== null) ensureAllowance(desk.context, tx, row, desk.siteId);
      });
    }
    expect(desk.balances(from.householdId)).toEqual({});
    expect(desk.balances(into.householdId)['points/2026-12-01']).toBe(200);
  });

  test('have one allowance of a month that both were given ahead', async () => {
    const desk = aDesk();
    const [from, into] = [desk.aHousehold({ size: 1 }), desk.aHousehold({ size: 2 })];
    for (const { householdId } of [from, into]) {
      desk.inTransaction((tx) => {
        const row = findHousehold(tx, householdId);
        if (row !== null)
          ensureAllowanceOn(desk.context, tx, row, desk.siteId, addDays(desk.clock.today, 12));
      });
    }
    await desk.merge(from.householdId, into.householdId, 3);
    expect(desk.balances(from.householdId)).toEqual({});
    expect(desk.balances(into.householdId)).toEqual({ 'points/2026-11-01': 200, 'points/2026-12-01': 200 });
  });
});

const ids = (from: { householdId: HouseholdId }, into: { householdId: HouseholdId }) => ({
  householdId: from.householdId,
  intoHouseholdId: into.householdId,
});

describe('what reaches the old household after a merge', () => {
  test('follows to the new one: a sale counts against its points, euro are added', async () => {
    const desk = aDesk();
    const [from, into] = [desk.aHousehold({ size: 1 }), desk.aHousehold({ size: 1 })];
    await desk.merge(from.householdId, into.householdId, 2);
    desk.topUp(from.householdId, 'cents', 700);
    await desk.till['till.scan'](desk.cashier, { text: into.cardNumber });
    expect(desk.balances(from.householdId)).toEqual({});
    expect(desk.balances(into.householdId)).toEqual({ 'points/2026-11-01': 150, cents: 700 });
    expect(desk.imbalance()).toEqual([]);
  });

  test('is a basket that was open on it: it is paid by the new one', async () => {
    const desk = aDesk();
    const [from, into] = [desk.aHousehold({ size: 1 }), desk.aHousehold({ size: 1 })];
    await desk.till['till.scan'](desk.cashier, { text: from.cardNumber });
    await desk.till['till.scan'](desk.cashier, { text: PASTA });
    await desk.merge(from.householdId, into.householdId, 2);
    await desk.complete();
    expect(desk.balances(from.householdId)).toEqual({});
    expect(desk.balances(into.householdId)).toEqual({ 'points/2026-11-01': 120 });
  });
});

test('what comes late to a merged household stays for the hub to bring along at a counter that has joined', async () => {
  const desk = aDesk();
  const [from, into] = [desk.aHousehold({ size: 1 }), desk.aHousehold({ size: 1 })];
  await desk.merge(from.householdId, into.householdId, 2);
  const { deviceId } = getOwnHead(desk.db);
  const place = { deviceId, siteId: desk.siteId, siteKind: 'emporio' as const, officeOf: [] };
  const { organisationId } = findSite(desk.db, desk.siteId) ?? {};
  if (organisationId === undefined) throw new Error('Assertion failed: the site is of an organisation');
  const member = { address: 'https://hub.invalid', deviceId, privateKey: '', epoch: 1, joinedAt: 1 };
  desk.inTransaction((tx) => insertMembership(tx, { ...member, place: { ...place, organisationId } }, []));
  desk.topUp(from.householdId, 'cents', 700);
  await desk.till['till.scan'](desk.cashier, { text: into.cardNumber });
  expect([desk.balances(from.householdId), desk.balances(into.householdId)]).toEqual([
    { cents: 700 },
    { 'points/2026-11-01': 150 },
  ]);
});

describe('a merge that is undone', () => {
  test('leaves both as they were', async () => {
    const desk = aDesk();
    const from = desk.aHousehold({ size: 2, childBirthMonths: ['2025-06'] });
    const into = desk.aHousehold({ size: 3, childBirthMonths: ['2024-01'] });
    desk.write(householdSet, { householdId: from.householdId, delegateNames: ['Neri Ugo'] });
    desk.topUp(from.householdId, 'cents', 500);
    await desk.shop(from.cardNumber, 3);
    await desk.shop(into.cardNumber, 2);
    const all = () =>
      [from, into].map(({ householdId }) => [
        desk.balances(householdId),
        findHousehold(desk.db, householdId),
      ]);
    const before = all();
    await desk.merge(from.householdId, into.householdId, 5);
    expect(findHousehold(desk.db, into.householdId)).toMatchObject({
      size: 5,
      delegateNames: ['Neri Ugo'],
      childBirthMonths: ['2024-01', '2025-06'],
    });
    expect(all()).not.toEqual(before);
    expect(await desk.undo(into.householdId)).toEqual(done);
    expect(all()).toEqual(before);
    expect(desk.imbalance()).toEqual([]);
    await desk.shop(from.cardNumber, 1);
    expect(desk.balances(from.householdId)['points/2026-11-01']).toBe(30);
  });

  test('leaves what was spent since where it was spent, and nobody owes anything', async () => {
    const desk = aDesk();
    const [from, into] = [desk.aHousehold({ size: 1 }), desk.aHousehold({ size: 1 })];
    desk.topUp(from.householdId, 'cents', 500);
    await desk.merge(from.householdId, into.householdId, 2);
    await desk.shop(from.cardNumber, 4); // 120 of the 150 that the two have together
    await desk.undo(into.householdId);
    expect(desk.balances(from.householdId)).toEqual({ 'points/2026-11-01': 100, cents: 500 });
    expect(desk.balances(into.householdId)).toEqual({});
    expect(desk.imbalance()).toEqual([]);
  });

  test('keeps what was changed by hand since', async () => {
    const desk = aDesk();
    const [from, into] = [desk.aHousehold({ size: 1 }), desk.aHousehold({ size: 2 })];
    await desk.merge(from.householdId, into.householdId, 3);
    desk.write(householdSet, { householdId: into.householdId, size: 6 });
    await desk.undo(into.householdId);
    expect(findHousehold(desk.db, into.householdId)?.size).toBe(6);
  });

  test('is undone once, and not under a later one', async () => {
    const desk = aDesk();
    const [a, b, c] = [desk.aHousehold(), desk.aHousehold(), desk.aHousehold()];
    await desk.merge(a.householdId, b.householdId);
    await desk.merge(b.householdId, c.householdId);
    const mergeId = listMergedInto(desk.db, b.householdId)[0]?.mergeId ?? newId();
    const undoFirst = () => desk.handlers['merges.undo'](desk.office, { operationId: newId(), mergeId });
    expect(await undoFirst()).toEqual({ ok: false, error: { type: 'MergedFurther' } });
    expect(await desk.undo(c.householdId)).toEqual(done);
    expect(await undoFirst()).toEqual(done);
    expect(await undoFirst()).toEqual({ ok: false, error: { type: 'MergeUnknown' } });
  });
});

describe('a merge is refused', () => {
  test('of a household with itself, however it is named', async () => {
    const desk = aDesk();
    const [a, b] = [desk.aHousehold(), desk.aHousehold()];
    const same = { ok: false, error: { type: 'SameHousehold' } };
    expect(await desk.merge(a.householdId, a.householdId)).toEqual(same);
    await desk.merge(a.householdId, b.householdId);
    expect(await desk.merge(b.householdId, a.householdId)).toEqual(same);
  });

  test('of one that was merged before; into one that was, it goes to where that one went', async () => {
    const desk = aDesk();
    const [a, b, c] = [desk.aHousehold(), desk.aHousehold(), desk.aHousehold()];
    await desk.merge(a.householdId, b.householdId);
    expect(await desk.merge(a.householdId, c.householdId)).toEqual({
      ok: false,
      error: { type: 'AlreadyMerged' },
    });
    expect(await desk.merge(c.householdId, a.householdId)).toEqual(done);
    expect(listMergedInto(desk.db, b.householdId).map(({ householdId }) => householdId)).toContain(
      c.householdId,
    );
  });

  test('where the one that stays has no right and the other has', async () => {
    const desk = aDesk();
    const [a, b] = [desk.aHousehold(), desk.aHousehold({ startsOn: '2026-01-01', endsOn: '2026-02-01' })];
    expect(await desk.merge(a.householdId, b.householdId)).toEqual({
      ok: false,
      error: { type: 'RightIsOnOther' },
    });
    expect(await desk.merge(b.householdId, a.householdId)).toEqual(done);
  });

  test('of a household that nobody knows', async () => {
    const desk = aDesk();
    const { householdId } = desk.aHousehold();
    expect(await desk.merge(householdIdSchema.parse(v7()), householdId)).toEqual({
      ok: false,
      error: { type: 'HouseholdUnknown' },
    });
  });
});

test('merges, sweeps and undoings rebuild to the same figures', async () => {
  const desk = aDesk();
  const [a, b, c] = [desk.aHousehold(), desk.aHousehold(), desk.aHousehold()];
  await desk.shop(a.cardNumber, 1);
  await desk.merge(a.householdId, b.householdId);
  desk.topUp(a.householdId, 'washes', 2);
  await desk.shop(b.cardNumber, 1);
  await desk.merge(c.householdId, b.householdId);
  await desk.undo(b.householdId);
  const all = () =>
    [a, b, c].map(({ householdId }) => [desk.balances(householdId), findHousehold(desk.db, householdId)]);
  const before = all();
  rebuildProjections(desk.inTransaction);
  expect(all()).toEqual(before);
  expect(desk.imbalance()).toEqual([]);
});

test('a merge is not undone once one of the two was erased', async () => {
  const desk = aDesk();
  const [a, b] = [desk.aHousehold(), desk.aHousehold()];
  await desk.merge(a.householdId, b.householdId);
  const { operatorId } = desk.office.operator();
  desk.inTransaction((tx) =>
    eraseHousehold(desk.context, tx, a.householdId, { operationId: newId(), reason: 'asked', operatorId }),
  );
  expect(await desk.undo(b.householdId)).toEqual({ ok: false, error: { type: 'MergeUnknown' } });
});
