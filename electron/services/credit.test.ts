import fc from 'fast-check';
import { v7 } from 'uuid';
import { describe, expect, test } from 'vitest';
import type { BatchFilter } from '../../shared/contract/credit-contract.ts';
import type { CreditRule } from '../../shared/domain/credit.ts';
import {
  type HouseholdId,
  type OperationId,
  operationIdSchema,
  programmeIdSchema,
} from '../../shared/domain/ids.ts';
import { assert } from '../../shared/domain/result.ts';
import {
  creditBatchClosed,
  creditBatchReopened,
  creditBatchStarted,
} from '../../shared/operations/credit-operations.ts';
import { programmeSet } from '../../shared/operations/network-operations.ts';
import { aCounter, callerOf } from '../counter-fixture.ts';
import { findBatch } from '../database/credit.ts';
import { balanceOf, findHouseholdNumber } from '../database/households.ts';
import type { Draft } from '../database/log.ts';
import { createCreditService } from './credit.ts';
import { createMergesService } from './merges.ts';

const newOperationId = () => operationIdSchema.parse(v7());
const programmeId = programmeIdSchema.parse('surplus');
const everybody: BatchFilter = {
  siteId: null,
  schemeId: null,
  isEntitled: false,
  leastSize: 1,
  mostSize: 30,
  hasChildren: false,
};
const fiftyEach: CreditRule = { kind: 'firstAndFurther', firstAmount: 5000, furtherAmount: 1500 };

function aDesk() {
  const counter = aCounter();
  const office = callerOf(counter.anOperator('Ugo Ufficio', 'office'));
  const { handlers } = createCreditService(counter.context);
  const topUp = (householdId: HouseholdId, amount: number, operationId = newOperationId()) =>
    handlers['credit.topUp'](office, {
      operationId,
      householdId,
      programmeId,
      purse: 'cents',
      amount,
      reason: 'first-need',
    });
  const residual = (householdId: HouseholdId, account = 'cents') =>
    balanceOf(counter.db, findHouseholdNumber(counter.db, householdId) ?? 0, account);
  const operations = () => counter.raw.prepare('SELECT count(*) FROM operation').pluck().get();
  const takeBack = (topUpId: ReturnType<typeof newOperationId>, operationId = newOperationId()) =>
    handlers['credit.takeBack'](office, { operationId, topUpId, reason: 'mistake' });
  const adjust = (
    householdId: HouseholdId,
    purse: 'points' | 'points-baby' | 'cents' | 'washes',
    amount: number,
  ) =>
    handlers['credit.adjust'](office, {
      operationId: newOperationId(),
      householdId,
      purse,
      amount,
      reason: 'recording-mistake',
    });
  const record = <Body>(draft: Pick<Draft<Body>, 'kind' | 'body' | 'reversesId'> & { id?: OperationId }) =>
    counter.inTransaction((tx) =>
      counter.context.record(tx, {
        id: newOperationId(),
        operatorId: office.operator().operatorId,
        businessOn: counter.clock.today,
        ...draft,
      }),
    );
  return { ...counter, office, handlers, topUp, residual, operations, takeBack, adjust, record };
}

describe('a top-up', () => {
  test('adds to the household’s credit, once however often Enter is pressed', async () => {
    const desk = aDesk();
    const { householdId } = desk.aHousehold();
    const operationId = newOperationId();
    const before = desk.operations();
    for (let press = 0; press < 20; press++) {
      expect(await desk.topUp(householdId, 1250, operationId)).toEqual({
        ok: true,
        value: { balance: 1250 },
      });
    }
    expect(desk.operations()).toBe(Number(before) + 1);
    expect(await desk.topUp(householdId, 750)).toEqual({ ok: true, value: { balance: 2000 } });
  });

  test.each([0, -1, -1250])('of %i is refused and nothing is recorded', async (amount) => {
    const desk = aDesk();
    const { householdId } = desk.aHousehold();
    const before = desk.operations();
    expect(await desk.topUp(householdId, amount)).toEqual({
      ok: false,
      error: { type: 'AmountNotPositive' },
    });
    expect(desk.operations()).toBe(before);
  });

  test('of 10 million is refused with the most that the site gives', async () => {
    const desk = aDesk();
    const { householdId } = desk.aHousehold();
    const before = desk.operations();
    for (const amount of [10_000_000, 1_000_000_000, 50_001]) {
      expect(await desk.topUp(householdId, amount)).toEqual({
        ok: false,
        error: { type: 'AmountTooLarge', unit: 'cents', most: 50_000, amount },
      });
    }
    expect(desk.operations()).toBe(before);
    expect((await desk.topUp(householdId, 50_000)).ok).toBe(true);
  });

  test('may be as large as the site has set', async () => {
    const desk = aDesk();
    const { householdId } = desk.aHousehold();
    const rules = { mostCents: 1000, mostWashes: 5 };
    await desk.handlers['credit.saveRules'](desk.office, { operationId: newOperationId(), rules });
    expect((await desk.topUp(householdId, 1000)).ok).toBe(true);
    expect((await desk.topUp(householdId, 1001)).ok).toBe(false);
    const choices = await desk.handlers['credit.choices'](desk.office, {});
    expect(choices.ok && choices.value.rules).toEqual(rules);
  });

  test('is paid for by a programme in use, and goes to a household that is there', async () => {
    const desk = aDesk();
    const { householdId } = desk.aHousehold();
    const nobody = await desk.topUp('00000000-0000-7000-8000-000000000000' as HouseholdId, 100); // shaped as one
    expect(nobody).toEqual({ ok: false, error: { type: 'HouseholdUnknown' } });
    desk.write(programmeSet, { programmeId, name: { it: 'Eccedenze', en: 'Surplus' }, isActive: false });
    expect(await desk.topUp(householdId, 100)).toEqual({ ok: false, error: { type: 'ProgrammeUnknown' } });
  });

  test('is taken back wholly and once, and shown so', async () => {
    const desk = aDesk();
    const { householdId } = desk.aHousehold();
    const topUpId = newOperationId();
    await desk.topUp(householdId, 1250, topUpId);
    await desk.topUp(householdId, 500);
    const operationId = newOperationId();
    for (let press = 0; press < 3; press++) {
      expect(await desk.takeBack(topUpId, operationId)).toEqual({ ok: true, value: { balance: 500 } });
    }
    expect(await desk.takeBack(topUpId)).toEqual({ ok: false, error: { type: 'AlreadyTakenBack' } });
    expect(await desk.takeBack(operationId)).toEqual({ ok: false, error: { type: 'TopUpUnknown' } });
    const credit = await desk.handlers['credit.ofHousehold'](desk.office, { householdId });
    assert(credit.ok, 'the household is there');
    expect(credit.value.cents).toBe(500);
    expect(credit.value.topUps.map(({ amount, isTakenBack }) => ({ amount, isTakenBack }))).toEqual([
      { amount: 500, isTakenBack: false },
      { amount: 1250, isTakenBack: true },
    ]);
  });

  test('that was spent in part is not taken back, and what is missing is said', async () => {
    const desk = aDesk();
    const { householdId } = desk.aHousehold();
    const topUpId = newOperationId();
    await desk.topUp(householdId, 1250, topUpId);
    await desk.adjust(householdId, 'cents', -1000);
    expect(await desk.takeBack(topUpId)).toEqual({
      ok: false,
      error: { type: 'InsufficientCredit', unit: 'cents', balance: 250, missing: 1000 },
    });
    expect(desk.residual(householdId)).toBe(250);
  });
});

describe('an adjustment', () => {
  test('moves any purse, and takes no more than there is', async () => {
    const desk = aDesk();
    const { householdId } = desk.aHousehold();
    for (const purse of ['points', 'points-baby', 'cents', 'washes'] as const) {
      expect(await desk.adjust(householdId, purse, 30), purse).toEqual({ ok: true, value: { balance: 30 } });
      expect(await desk.adjust(householdId, purse, -31), purse).toMatchObject({
        error: { type: 'InsufficientCredit', balance: 30, missing: 1 },
      });
      expect(await desk.adjust(householdId, purse, -30), purse).toEqual({ ok: true, value: { balance: 0 } });
    }
    expect(desk.residual(householdId, 'points/2026-11-01')).toBe(0);
  });

  test('of nothing, of too much, or of points without a period is refused', async () => {
    const desk = aDesk();
    const { householdId } = desk.aHousehold({ startsOn: '2025-01-01', endsOn: '2025-06-30' });
    const before = desk.operations();
    expect(await desk.adjust(householdId, 'cents', 0)).toMatchObject({ error: { type: 'AmountIsZero' } });
    expect(await desk.adjust(householdId, 'cents', 10_000_000)).toMatchObject({
      error: { type: 'AmountTooLarge', most: 1_000_000 },
    });
    expect(await desk.adjust(householdId, 'points', 5)).toMatchObject({ error: { type: 'NoPeriodToday' } });
    expect(desk.operations()).toBe(before);
  });
});

test('credit for a household that was merged is that of the one it was merged into', async () => {
  const desk = aDesk();
  const merges = createMergesService(desk.context).handlers;
  const [from, into] = [desk.aHousehold({ size: 1 }), desk.aHousehold({ size: 2 })];
  const pair = { householdId: from.householdId, intoHouseholdId: into.householdId, size: 2 };
  const topUpId = newOperationId();
  await desk.topUp(from.householdId, 700, topUpId);
  await merges['merges.merge'](desk.office, { operationId: newOperationId(), ...pair });
  expect(await desk.topUp(from.householdId, 200)).toEqual({ ok: true, value: { balance: 900 } });
  expect(await desk.adjust(from.householdId, 'cents', -100)).toEqual({ ok: true, value: { balance: 800 } });
  expect(await desk.takeBack(topUpId)).toEqual({ ok: true, value: { balance: 100 } });
  expect(desk.residual(into.householdId)).toBe(100);
  expect(desk.residual(from.householdId)).toBe(0);
});

describe('a batch of top-ups', () => {
  const aBatch = async (desk: ReturnType<typeof aDesk>, rule = fiftyEach, addedIds: HouseholdId[] = []) => {
    const what = { programmeId, purse: 'cents' as const, rule };
    const preview = await desk.handlers['credit.previewBatch'](desk.office, {
      filter: addedIds.length > 0 ? null : everybody,
      addedIds,
      ...what,
    });
    assert(preview.ok, 'the preview is allowed');
    const { lines } = preview.value;
    const batchId = newOperationId();
    const totalAmount = lines.reduce((sum, { amount }) => sum + amount, 0);
    const input = {
      batchId,
      householdIds: lines.map(({ householdId }) => householdId),
      totalAmount,
      reason: 'periodic' as const,
      ...what,
    };
    return { batchId, lines, totalAmount, input };
  };
  const run = async (desk: ReturnType<typeof aDesk>, batchId: ReturnType<typeof newOperationId>) => {
    for (;;) {
      const answer = await desk.handlers['credit.continueBatch'](desk.office, { batchId });
      assert(answer.ok, 'the batch is there');
      if (answer.value.state !== 'unfinished') return answer.value;
    }
  };

  test('gives to each household by its size, one operation each, and is listed with who did it', async () => {
    const desk = aDesk();
    const sizes = Array.from({ length: 45 }, (_, index) => (index % 6) + 1);
    const ids = sizes.map((size) => desk.aHousehold({ size }).householdId);
    const { batchId, input, totalAmount, lines } = await aBatch(desk);
    expect(lines).toHaveLength(45);
    const before = Number(desk.operations());
    for (let press = 0; press < 3; press++) {
      expect(await desk.handlers['credit.startBatch'](desk.office, input)).toEqual({ ok: true, value: null });
    }
    expect(desk.operations()).toBe(before + 1);
    const done = await run(desk, batchId);
    expect(desk.operations()).toBe(before + 1 + 45);
    expect(ids.map((id) => desk.residual(id))).toEqual(sizes.map((size) => 5000 + 1500 * (size - 1)));
    const listed = await desk.handlers['credit.batches'](desk.office, {});
    expect(listed).toEqual({ ok: true, value: [done] });
    expect(done).toMatchObject({
      state: 'done',
      operatorName: 'Ugo Ufficio',
      households: 45,
      givenHouseholds: 45,
      totalAmount,
      givenAmount: totalAmount,
    });
  });

  test('killed at any point and repeated gives what it would have given', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 50 }), { maxLength: 4 }), async (deaths) => {
        const desk = aDesk();
        const ids = Array.from(
          { length: 50 },
          (_, index) => desk.aHousehold({ size: (index % 4) + 1 }).householdId,
        );
        const { input, batchId } = await aBatch(desk);
        for (const death of deaths) {
          let recorded = 0;
          const dying = createCreditService({
            ...desk.context,
            record: (tx, draft) => {
              if (recorded++ === death) throw new Error('the power went');
              return desk.context.record(tx, draft);
            },
          }).handlers;
          const attempt = async () => {
            await dying['credit.startBatch'](desk.office, input);
            for (let i = 0; i < 5; i++) await dying['credit.continueBatch'](desk.office, { batchId });
          };
          await attempt().catch((error: unknown) => expect(String(error)).toContain('the power went'));
        }
        await desk.handlers['credit.startBatch'](desk.office, input);
        await run(desk, batchId);
        expect(ids.map((id) => desk.residual(id))).toEqual(ids.map((_, index) => 5000 + 1500 * (index % 4)));
      }),
      { numRuns: 8 },
    );
  });

  test('is stopped by not going on, and what is left is seen and may be given up', async () => {
    const desk = aDesk();
    for (let i = 0; i < 45; i++) desk.aHousehold({ size: 1 });
    const { batchId, input } = await aBatch(desk);
    await desk.handlers['credit.startBatch'](desk.office, input);
    await desk.handlers['credit.continueBatch'](desk.office, { batchId });
    expect(findBatch(desk.db, batchId)).toMatchObject({
      households: 45,
      givenHouseholds: 20,
      isClosed: false,
    });
    await desk.handlers['credit.closeBatch'](desk.office, { operationId: newOperationId(), batchId });
    const after = await run(desk, batchId);
    expect(after).toMatchObject({ state: 'closed', givenHouseholds: 20, givenAmount: 20 * 5000 });
  });

  test('that was given up is taken up again, and gives nothing twice', async () => {
    const desk = aDesk();
    const ids = Array.from({ length: 45 }, () => desk.aHousehold({ size: 1 }).householdId);
    const { batchId, input } = await aBatch(desk);
    await desk.handlers['credit.startBatch'](desk.office, input);
    await desk.handlers['credit.continueBatch'](desk.office, { batchId });
    // Two people give it up unheard of each other: whoever takes it up again lifts both.
    await desk.handlers['credit.closeBatch'](desk.office, { operationId: newOperationId(), batchId });
    await desk.handlers['credit.closeBatch'](desk.office, { operationId: newOperationId(), batchId });
    const seen = await desk.handlers['credit.batch'](desk.office, { batchId });
    expect(seen).toMatchObject({ value: { batch: { state: 'closed', givenHouseholds: 20 } } });
    expect(seen.ok && seen.value.lines.map(({ isGiven }) => isGiven)).toEqual([
      ...Array(25).fill(false),
      ...Array(20).fill(true),
    ]);
    const operationId = newOperationId();
    for (let press = 0; press < 2; press++) {
      await desk.handlers['credit.reopenBatch'](desk.office, { operationId, batchId });
    }
    expect(await run(desk, batchId)).toMatchObject({ state: 'done', givenHouseholds: 45 });
    expect(ids.map((id) => desk.residual(id))).toEqual(ids.map(() => 5000));
  });

  test('is closed or open by what was said of it, in whatever order it arrives', () => {
    const states = [false, true].map((liftedFirst) => {
      const desk = aDesk();
      const batchId = newOperationId();
      const body = { batchId, siteId: desk.siteId };
      const { householdId } = desk.aHousehold();
      desk.write(creditBatchStarted, {
        ...body,
        programmeId,
        purse: 'cents',
        reason: 'periodic',
        rule: { kind: 'fixed', amount: 100 },
        part: 1,
        parts: 1,
        lines: [{ householdId, amount: 100 }],
      });
      const closingId = newOperationId();
      const acts = [
        () => desk.record({ id: closingId, kind: creditBatchClosed, body }),
        () => desk.record({ kind: creditBatchReopened, body, reversesId: closingId }),
      ];
      for (const act of liftedFirst ? acts.toReversed() : acts) act();
      return findBatch(desk.db, batchId)?.isClosed;
    });
    expect(states).toEqual([false, false]);
  });

  test('takes who is picked by hand and leaves the others, and any filter', async () => {
    const desk = aDesk();
    const [first, second] = [desk.aHousehold(), desk.aHousehold()];
    desk.aHousehold({ startsOn: '2025-01-01', endsOn: '2025-06-30', size: 8 });
    desk.aHousehold({ childBirthMonths: ['2026-01'], size: 5 });
    const { lines } = await aBatch(desk, fiftyEach, [
      first.householdId,
      second.householdId,
      first.householdId,
    ]);
    expect(lines.map(({ householdId }) => householdId).sort()).toEqual(
      [first.householdId, second.householdId].sort(),
    );
    const count = async (filter: Partial<BatchFilter>) => {
      const answer = await desk.handlers['credit.previewBatch'](desk.office, {
        filter: { ...everybody, ...filter },
        addedIds: [],
        programmeId,
        purse: 'cents',
        rule: fiftyEach,
      });
      return answer.ok ? answer.value.lines.length : answer.error.type;
    };
    expect(await count({})).toBe(4);
    expect(await count({ isEntitled: true })).toBe(3);
    expect(await count({ hasChildren: true })).toBe(1);
    expect(await count({ leastSize: 5 })).toBe(2);
    expect(await count({ mostSize: 4 })).toBe(2);
    expect(await count({ schemeId: desk.schemeId })).toBe(3);
    expect(await count({ siteId: desk.siteId })).toBe(4);
  });

  test('gives once to a household that has two records, and by hand to the one that stayed', async () => {
    const desk = aDesk();
    const merges = createMergesService(desk.context).handlers;
    const [from, into] = [desk.aHousehold({ size: 1 }), desk.aHousehold({ size: 2 })];
    const pair = { householdId: from.householdId, intoHouseholdId: into.householdId, size: 2 };
    await merges['merges.merge'](desk.office, { operationId: newOperationId(), ...pair });
    expect((await aBatch(desk)).lines.map(({ householdId }) => householdId)).toEqual([into.householdId]);
    const byHand = await aBatch(desk, fiftyEach, [from.householdId, into.householdId]);
    expect(byHand.lines.map(({ householdId }) => householdId)).toEqual([into.householdId]);
  });

  test('that would give nothing or too much to somebody names them, and gives nothing', async () => {
    const desk = aDesk();
    desk.aHousehold({ displayName: 'Grandi Anna', size: 12 });
    const ask = async (rule: CreditRule) =>
      desk.handlers['credit.previewBatch'](desk.office, {
        filter: everybody,
        addedIds: [],
        programmeId,
        purse: 'cents',
        rule,
      });
    expect(await ask({ kind: 'fixed', amount: 0 })).toMatchObject({ error: { type: 'AmountNotPositive' } });
    expect(await ask({ kind: 'perMember', amount: 5000 })).toMatchObject({
      error: { type: 'AmountTooLarge', displayName: 'Grandi Anna', amount: 60_000, most: 50_000 },
    });
  });

  test('is not started where what it gives is no longer what was seen', async () => {
    const desk = aDesk();
    desk.aHousehold({ size: 2 });
    const { input } = await aBatch(desk);
    expect(
      await desk.handlers['credit.startBatch'](desk.office, { ...input, totalAmount: input.totalAmount + 1 }),
    ).toEqual({ ok: false, error: { type: 'PreviewOutdated' } });
  });
});
