import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { BatchFilter } from '../../shared/contract/credit-contract.ts';
import type { CreditRule } from '../../shared/domain/credit.ts';
import type { HouseholdId } from '../../shared/domain/ids.ts';
import { assert } from '../../shared/domain/result.ts';
import {
  creditBatchClosed,
  creditBatchReopened,
  creditBatchStarted,
} from '../../shared/operations/credit-operations.ts';
import { aCreditDesk, newOperationId, programmeId } from '../credit-desk-fixture.ts';
import { findBatch } from '../database/credit.ts';
import { createCreditService } from './credit.ts';
import { createMergesService } from './merges.ts';

const everybody: BatchFilter = {
  siteId: null,
  schemeId: null,
  isEntitled: false,
  leastSize: 1,
  mostSize: 30,
  hasChildren: false,
};
const fiftyEach: CreditRule = { kind: 'firstAndFurther', firstAmount: 5000, furtherAmount: 1500 };

describe('a batch of top-ups', () => {
  const aBatch = async (
    desk: ReturnType<typeof aCreditDesk>,
    rule = fiftyEach,
    addedIds: HouseholdId[] = [],
  ) => {
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
  const run = async (desk: ReturnType<typeof aCreditDesk>, batchId: ReturnType<typeof newOperationId>) => {
    for (;;) {
      const answer = await desk.handlers['credit.continueBatch'](desk.office, { batchId });
      assert(answer.ok, 'the batch is there');
      if (answer.value.state !== 'unfinished') return answer.value;
    }
  };

  test('gives to each household by its size, one operation each, and is listed with who did it', async () => {
    const desk = aCreditDesk();
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
        const desk = aCreditDesk();
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
    const desk = aCreditDesk();
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
    const desk = aCreditDesk();
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
      const desk = aCreditDesk();
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
    const desk = aCreditDesk();
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
    const desk = aCreditDesk();
    const merges = createMergesService(desk.context).handlers;
    const [from, into] = [desk.aHousehold({ size: 1 }), desk.aHousehold({ size: 2 })];
    const pair = { householdId: from.householdId, intoHouseholdId: into.householdId, size: 2 };
    await merges['merges.merge'](desk.office, { operationId: newOperationId(), ...pair });
    expect((await aBatch(desk)).lines.map(({ householdId }) => householdId)).toEqual([into.householdId]);
    const byHand = await aBatch(desk, fiftyEach, [from.householdId, into.householdId]);
    expect(byHand.lines.map(({ householdId }) => householdId)).toEqual([into.householdId]);
  });

  test('that would give nothing or too much to somebody names them, and gives nothing', async () => {
    const desk = aCreditDesk();
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
    const desk = aCreditDesk();
    desk.aHousehold({ size: 2 });
    const { input } = await aBatch(desk);
    expect(
      await desk.handlers['credit.startBatch'](desk.office, { ...input, totalAmount: input.totalAmount + 1 }),
    ).toEqual({ ok: false, error: { type: 'PreviewOutdated' } });
  });
});
