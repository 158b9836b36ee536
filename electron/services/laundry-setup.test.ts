import { v7 } from 'uuid';
import { describe, expect, test } from 'vitest';
import type { Input } from '../../shared/contract/contract.ts';
import {
  deviceIdSchema,
  type MachineId,
  machineIdSchema,
  washProgrammeIdSchema,
} from '../../shared/domain/ids.ts';
import { addDays } from '../../shared/domain/local-date.ts';
import { laundryDeskNamed } from '../../shared/operations/laundry-request-operations.ts';
import { deviceRegistered } from '../../shared/operations/network-operations.ts';
import { readHistory } from '../database/history.ts';
import { aBook, firstTurnOf, settled, tuesday } from '../laundry-book-fixture.ts';

type NewMachine = Input<'laundrySetup.saveMachine'>['machine'];

/** The laundry's book, and its set-up at hand. */
function anOffice() {
  const desk = aBook();
  const { setup, admin, operationId } = desk;
  const read = () => {
    const answer = settled(setup['laundrySetup.read'](admin, {}));
    if (!answer.ok) throw new Error('there is a laundry here');
    return answer.value;
  };
  return {
    ...desk,
    read,
    saveMachine: (more: Partial<NewMachine>) =>
      settled(
        setup['laundrySetup.saveMachine'](admin, {
          operationId: operationId(),
          machine: {
            machineId: machineIdSchema.parse(v7()),
            number: 4,
            kind: 'washer',
            capacityKilograms: 8,
            active: true,
            ...more,
          },
        }),
      ),
    saveProgramme: (more: Partial<Input<'laundrySetup.saveProgramme'>['programme']>) =>
      settled(
        setup['laundrySetup.saveProgramme'](admin, {
          operationId: operationId(),
          programme: {
            washProgrammeId: washProgrammeIdSchema.parse(v7()),
            name: { it: 'Lana', en: 'Wool' },
            kind: 'washer',
            minutes: 40,
            temperature: 30,
            cost: { unit: 'washes', amount: 1 },
            active: true,
            ...more,
          },
        }),
      ),
    saveRules: (more: Partial<Input<'laundrySetup.saveRules'>['rules']>) => {
      const { siteId: _site, ...rules } = read().rules;
      return settled(
        setup['laundrySetup.saveRules'](admin, { operationId: operationId(), rules: { ...rules, ...more } }),
      );
    },
  };
}

const historyOf = (desk: ReturnType<typeof anOffice>, machineId: MachineId) =>
  readHistory(desk.db, `machine:${machineId}`).map(({ type, changes }) => [
    type,
    changes.map(({ field, before, after }) => [field, before, after]),
  ]);

describe('machines', () => {
  test('have a number of their own among those that are there', () => {
    const office = anOffice();
    expect([office.saveMachine({ number: 4 }), office.saveMachine({ number: 4 })]).toEqual([
      { ok: true, value: { turnsAhead: 0 } },
      { ok: false, error: { type: 'MachineNumberTaken', number: 4 } },
    ]);
    office.remove(office.machines.one);
    expect(office.saveMachine({ number: 1 }).ok).toBe(true);
  });

  test('keep a history of what was changed, and saving without a change writes nothing', () => {
    const office = anOffice();
    const { one } = office.machines;
    const same = { machineId: one, number: 1 };
    office.saveMachine(same);
    office.saveMachine({ ...same, capacityKilograms: 12 });
    expect(historyOf(office, one)[0]).toEqual(['machine.set', [['capacityKilograms', 8, 12]]]);
    expect(historyOf(office, one)).toHaveLength(2);
  });

  test('stay what they are, and are not taken away with laundry in them', () => {
    const office = anOffice();
    const { one } = office.machines;
    expect(office.saveMachine({ machineId: one, number: 1, kind: 'dryer' })).toEqual({
      ok: false,
      error: { type: 'MachineKindFixed', number: 1 },
    });
    startOne(office);
    expect(office.remove(one)).toEqual({ ok: false, error: { type: 'MachineBusy', number: 1, tag: 1 } });
  });

  test('that are taken away with turns to come say how many, and the turns can be moved', () => {
    const office = anOffice();
    const { one, two } = office.machines;
    const { householdId } = office.aGuest(3);
    office.make({ householdId });
    office.make({ householdId, slot: firstTurnOf(addDays(tuesday, 1)) });
    expect(office.remove(one)).toEqual({ ok: true, value: { turnsAhead: 2 } });
    expect(office.readBook().stranded.map(({ because }) => because)).toEqual(['removed', 'removed']);
    expect(office.make({ ...office.aGuest(3), slot: firstTurnOf(addDays(tuesday, 2)) })).toEqual({
      ok: false,
      error: { type: 'MachineUnknown' },
    });
    const moves = office.movesOf(one).map(({ turn }) => ({ bookingId: turn.bookingId, toMachineId: two }));
    expect(office.accept(one, moves)).toEqual({ ok: true, value: null });
    expect(office.readBook().stranded).toEqual([]);
    expect(office.read().machines.map(({ turnsAhead }) => turnsAhead)).toEqual([0, 2, 0]);
  });
});

function startOne(office: ReturnType<typeof anOffice>) {
  const { householdId } = office.aGuest(3);
  const visitId = office.newVisitId();
  settled(office.handlers['laundry.checkIn'](office.caller, { visitId, householdId, bags: 1 }));
  const cycleId = office.newCycleId();
  const started = office.handlers['laundry.start'](office.caller, {
    cycleId,
    visitId,
    machineId: office.machines.one,
    washProgrammeId: office.programmes.wash,
    detergentDoses: 0,
  });
  expect(settled(started).ok).toBe(true);
  return { cycleId, householdId };
}

describe('programmes', () => {
  test('changed while a cycle runs change nothing of it: its minutes and what it cost stay', () => {
    const office = anOffice();
    startOne(office);
    const drum = () => {
      const board = settled(office.handlers['laundry.board'](office.caller, {}));
      return board.ok ? board.value.machines[0]?.drum : null;
    };
    const before = drum();
    expect(before).toMatchObject({ minutes: 60, msLeft: 60 * 60_000 });
    const changed = { washProgrammeId: office.programmes.wash, name: { it: 'Cotone 60', en: 'Cotton 60' } };
    expect(office.saveProgramme({ ...changed, minutes: 200, cost: { unit: 'washes', amount: 9 } }).ok).toBe(
      true,
    );
    expect(drum()).toMatchObject({ minutes: 60, msLeft: 60 * 60_000 });
    office.pass(60);
    office.tick();
    expect(drum()).toMatchObject({ minutes: 60, msLeft: 0 });
  });

  test('of one kind have names of their own', () => {
    const office = anOffice();
    expect([
      office.saveProgramme({}),
      office.saveProgramme({ name: { it: ' LANA ', en: 'Woollens' } }),
      office.saveProgramme({ kind: 'dryer' }),
    ]).toEqual([
      { ok: true, value: null },
      { ok: false, error: { type: 'WashProgrammeNameTaken' } },
      { ok: true, value: null },
    ]);
  });
});

describe('rules', () => {
  test('say how many turns to come a new day of closure leaves outside', () => {
    const office = anOffice();
    office.make(office.aGuest(3));
    const { hours } = office.read().rules;
    expect(office.saveRules({ hours: { ...hours, closures: [tuesday] } })).toEqual({
      ok: true,
      value: { stranded: 1 },
    });
    expect(office.read().rules.hours.closures).toEqual([tuesday]);
  });

  test('do not suspend before they warn', () => {
    const office = anOffice();
    expect(office.saveRules({ warnAtNoShows: 4, suspendAtNoShows: 3 })).toEqual({
      ok: false,
      error: { type: 'NoShowLimitsCrossed' },
    });
  });
});

describe('the desk that keeps the laundry', () => {
  test('is the one that sets up a machine first, and an administrator may give it to another', () => {
    const desk = anOffice();
    const named = () => readHistory(desk.db, `laundryDesk:${desk.laundrySiteId}`, 10).length;
    expect([desk.read().desk, named()]).toEqual([{ isHere: true, name: 'Banco lavanderia' }, 0]);
    desk.saveMachine({});
    desk.saveMachine({ number: 5 });
    expect(named()).toBe(1);
    const elsewhere = deviceIdSchema.parse(v7());
    desk.write(deviceRegistered, { deviceId: elsewhere, siteId: desk.laundrySiteId, name: 'Banco 2' });
    desk.write(laundryDeskNamed, { siteId: desk.laundrySiteId, deviceId: elsewhere, term: 2 });
    expect(desk.read().desk).toEqual({ isHere: false, name: 'Banco 2' });
    expect(desk.make(desk.aGuest(1))).toMatchObject({ ok: false, error: { deskName: 'Banco 2' } });
    const operationId = desk.operationId();
    const keepHere = () => settled(desk.setup['laundrySetup.keepHere'](desk.admin, { operationId }));
    expect([keepHere(), keepHere()]).toEqual([
      { ok: true, value: null },
      { ok: true, value: null },
    ]);
    expect([desk.read().desk.isHere, named()]).toEqual([true, 3]);
    expect(desk.make(desk.aGuest(1))).toEqual({ ok: true, value: null });
  });
});
