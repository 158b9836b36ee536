import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { washProgrammeIdSchema } from './ids.ts';
import { aBooking, aMachine, laundrySiteId, machineIdOf, uuidOf } from './laundry.fixture.ts';
import type { WashProgramme } from './laundry-machine.ts';
import { judgeStart, proposeMachine, type StartSituation } from './laundry-start.ts';
import { localDateSchema } from './local-date.ts';

const aProgramme = (more: Partial<WashProgramme> = {}): WashProgramme => ({
  washProgrammeId: washProgrammeIdSchema.parse(uuidOf(3)),
  siteId: laundrySiteId,
  name: { it: 'Cotone 60', en: 'Cotton 60' },
  kind: 'washer',
  minutes: 70,
  cost: { unit: 'washes', amount: 1 },
  active: true,
  ...more,
});
const cap = {
  per: 'week' as const,
  used: 3,
  allowed: 3,
  left: 0,
  renewsOn: localDateSchema.parse('2026-11-30'),
};
const aStart = (more: Partial<StartSituation> = {}): StartSituation => ({
  machine: aMachine(4),
  outOfOrder: false,
  drumTag: null,
  programme: aProgramme(),
  detergent: { doses: 0, cost: { unit: 'cents', amount: 50 } },
  residual: { washes: 2, cents: 100 },
  caps: [],
  nextBooking: null,
  wallMinute: 540,
  isOverridden: false,
  ...more,
});

describe('starting a machine', () => {
  test('takes the programme and each dose of detergent', () => {
    const start = aStart({ detergent: { doses: 2, cost: { unit: 'cents', amount: 50 } } });
    expect(judgeStart(start)).toEqual({
      ok: true,
      value: {
        charges: [
          { unit: 'washes', amount: 1 },
          { unit: 'cents', amount: 100 },
        ],
      },
    });
  });

  test('is refused with what is in the way', () => {
    const errorOf = (more: Partial<StartSituation>) => {
      const judged = judgeStart(aStart(more));
      return judged.ok ? null : judged.error;
    };
    const turn = aBooking(1, { slot: { on: localDateSchema.parse('2026-11-24'), from: 600, to: 720 } });
    expect([
      errorOf({ outOfOrder: true }),
      errorOf({ drumTag: 12 }),
      errorOf({ programme: aProgramme({ active: false }) }),
      errorOf({ programme: aProgramme({ kind: 'dryer' }) }),
      errorOf({ residual: { washes: 0, cents: 0 } }),
      errorOf({ detergent: { doses: 3, cost: { unit: 'cents', amount: 50 } } }),
      errorOf({ caps: [cap] }),
      errorOf({ nextBooking: turn }),
    ]).toEqual([
      { type: 'MachineOutOfOrder', number: 4 },
      { type: 'MachineBusy', number: 4, tag: 12 },
      { type: 'ProgrammeUnknown' },
      { type: 'ProgrammeOfOtherKind', kind: 'washer' },
      { type: 'InsufficientWashes', missing: 1 },
      { type: 'InsufficientCents', missingCents: 50 },
      { type: 'CapReached', cap },
      { type: 'MachineBooked', number: 4, slot: turn.slot },
    ]);
    expect(errorOf({ caps: [cap], nextBooking: turn, isOverridden: true })).toBeNull();
    expect(errorOf({ nextBooking: turn, wallMinute: 530 })).toBeNull();
  });

  test('law: what is taken is there, whatever is overridden', () => {
    const amount = fc.integer({ min: 0, max: 20 });
    const unit = fc.constantFrom('washes' as const, 'cents' as const);
    fc.assert(
      fc.property(
        fc.record({ washes: amount, cents: amount }),
        fc.record({ unit, amount }),
        fc.record({ unit, amount }),
        fc.integer({ min: 0, max: 4 }),
        fc.boolean(),
        (residual, cost, dose, doses, isOverridden) => {
          const judged = judgeStart(
            aStart({
              residual,
              programme: aProgramme({ cost }),
              detergent: { doses, cost: dose },
              caps: [cap],
              isOverridden,
            }),
          );
          if (!judged.ok) return;
          expect(isOverridden).toBe(true);
          for (const each of ['washes', 'cents'] as const) {
            const taken = judged.value.charges.reduce((sum, c) => sum + (c.unit === each ? c.amount : 0), 0);
            expect(taken).toBeLessThanOrEqual(residual[each]);
          }
        },
      ),
    );
  });
});

test('offers the booked machine, else the smallest that holds the load', () => {
  const free = [aMachine(1, { capacityKilograms: 16 }), aMachine(2), aMachine(3, { kind: 'dryer' })];
  const numberOf = (booked: number | null, kilograms: number) =>
    proposeMachine(booked === null ? null : machineIdOf(booked), { kind: 'washer', kilograms }, free)
      ?.number ?? null;
  expect([numberOf(1, 5), numberOf(9, 5), numberOf(null, 10), numberOf(null, 20)]).toEqual([1, 2, 1, null]);
});
