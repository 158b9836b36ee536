import { v7 } from 'uuid';
import type { Input } from '../shared/contract/contract.ts';
import type { DayWords } from '../shared/contract/laundry-bookings-contract.ts';
import {
  type BookingId,
  bookingIdSchema,
  type HouseholdId,
  type MachineId,
  operationIdSchema,
  type SiteId,
  waitingIdSchema,
} from '../shared/domain/ids.ts';
import { usualLaundryRules } from '../shared/domain/laundry-rules.ts';
import { type LaundryHours, type Slot, slotsOverlap } from '../shared/domain/laundry-slots.ts';
import { addDays, localDateSchema } from '../shared/domain/local-date.ts';
import { bookingMade, laundryRulesSet } from '../shared/operations/laundry-operations.ts';
import { callerOf } from './counter-fixture.ts';
import { countOperations } from './database/administration.ts';
import { listBookings } from './database/laundry.ts';
import { findOperation } from './database/log.ts';
import type { DayList } from './documents/day-list-pdf.ts';
import { aLaundry } from './laundry-fixture.ts';
import { createLaundryBookingsService } from './services/laundry-bookings.ts';
import { createLaundrySetupService } from './services/laundry-setup.ts';

export const monday = localDateSchema.parse('2026-11-23');
export const tuesday = addDays(monday, 1);
/** 9 to 11, the first turn of a usual day. */
export const firstTurnOf = (on: typeof monday) => ({ on, from: 540, to: 660 });

const dayWords: DayWords = {
  title: 'Turni',
  columns: ['Ora', 'Macchina', 'Codice', 'Iniziali', 'Note'],
  washer: 'Lavatrice',
  dryer: 'Asciugatrice',
  empty: 'Nessun turno',
  page: 'Pagina {page} di {pages}',
  privacy: 'Da distruggere a fine giornata',
};

/** The laundry of the fixture with its book at hand: every command with a new id unless the test gives one. */
export function aBook() {
  const laundry = aLaundry();
  const caller = callerOf(laundry.operator);
  const admin = callerOf({ ...laundry.anOperator('Neri Ada', 'admin'), siteId: laundry.laundrySiteId });
  const printed: DayList[] = [];
  const { handlers } = createLaundryBookingsService(laundry.context, {
    draw: (list) => {
      printed.push(list);
      return Promise.resolve(new Uint8Array([37, 80, 68, 70]));
    },
    paperDoor: {
      printPdf: () => Promise.resolve({ ok: true, value: { printer: 'ufficio' } }),
      printFile: () => Promise.resolve({ ok: true, value: { printer: 'ufficio' } }),
    },
  });
  const setup = createLaundrySetupService(laundry.context).handlers;
  const operationId = () => operationIdSchema.parse(v7());
  const bookingId = () => bookingIdSchema.parse(v7());
  type Make = Partial<Input<'laundryBookings.make'>> & { readonly householdId: HouseholdId };
  const desired = (wanted: Omit<Make, 'bookingId'>) => ({
    machineId: laundry.machines.one,
    slot: firstTurnOf(tuesday),
    ...wanted,
  });
  const allTurns = () =>
    listBookings(
      laundry.db,
      laundry.laundrySiteId,
      localDateSchema.parse('2020-01-01'),
      localDateSchema.parse('2030-12-31'),
    );
  return {
    ...laundry,
    caller,
    admin,
    book: handlers,
    setup,
    printed,
    dayWords,
    operationId,
    bookingId,
    allTurns,
    countOperations: () => countOperations(laundry.db),
    causeOf: (id: BookingId) => findOperation(laundry.db, operationIdSchema.parse(id))?.operation.causeId,
    aBookingAt: (siteId: SiteId, householdId: HouseholdId, slot: Slot) =>
      laundry.write(bookingMade, {
        bookingId: bookingId(),
        siteId,
        machineId: laundry.machines.one,
        householdId,
        slot,
      }),
    /** The usual rules of a laundry, but for these. */
    setRules: (hours: Partial<LaundryHours>) => {
      const usual = usualLaundryRules(laundry.laundrySiteId);
      laundry.write(laundryRulesSet, { ...usual, hours: { ...usual.hours, ...hours } });
    },
    /** Turns that somebody has, of one machine at one time: a law says that there are none. */
    overlaps: () => {
      const held = allTurns().filter(({ state }) => state === 'active' || state === 'kept');
      return held.filter((turn, index) =>
        held
          .slice(index + 1)
          .some((other) => other.machineId === turn.machineId && slotsOverlap(other.slot, turn.slot)),
      );
    },
    make: (wanted: Make) =>
      settled(handlers['laundryBookings.make'](caller, { bookingId: bookingId(), ...desired(wanted) })),
    makeSeries: (wanted: Make & Pick<Input<'laundryBookings.makeSeries'>, 'untilOn'>) =>
      settled(
        handlers['laundryBookings.makeSeries'](caller, {
          operationId: operationId(),
          ...desired(wanted),
          untilOn: wanted.untilOn,
        }),
      ),
    giveUp: (id: ReturnType<typeof bookingId>) =>
      settled(handlers['laundryBookings.giveUp'](caller, { operationId: operationId(), bookingId: id })),
    movesOf: (machineId: MachineId) => {
      const answer = settled(handlers['laundryBookings.moves'](caller, { machineId }));
      if (!answer.ok) throw new Error('there is such a machine');
      return answer.value.moves;
    },
    accept: (machineId: MachineId, moves: Input<'laundryBookings.acceptMoves'>['moves']) =>
      settled(
        handlers['laundryBookings.acceptMoves'](caller, { operationId: operationId(), machineId, moves }),
      ),
    wait: (householdId: HouseholdId, from: number | null = null) =>
      settled(
        handlers['laundryBookings.wait'](caller, {
          waitingId: waitingIdSchema.parse(v7()),
          householdId,
          on: tuesday,
          from,
          kind: 'washer',
        }),
      ),
    readBook: (from = monday, days = 7) => {
      const answer = settled(handlers['laundryBookings.book'](caller, { from, days }));
      if (!answer.ok) throw new Error('there is a laundry here');
      return answer.value;
    },
    guestOf: (householdId: HouseholdId) => {
      const answer = settled(handlers['laundryBookings.guest'](caller, { householdId }));
      if (!answer.ok) throw new Error('there is such a household');
      return answer.value;
    },
    takeOut: (machineId: MachineId) =>
      settled(
        laundry.handlers['laundry.takeOut'](caller, {
          operationId: operationId(),
          machineId,
          reason: 'fault',
        }),
      ),
    putBack: (machineId: MachineId) =>
      settled(laundry.handlers['laundry.putBack'](caller, { operationId: operationId(), machineId })),
    remove: (machineId: MachineId) => {
      const read = settled(setup['laundrySetup.read'](admin, {}));
      const found = read.ok ? read.value.machines.find((each) => each.machineId === machineId) : undefined;
      if (found === undefined) throw new Error('there is such a machine');
      const { siteId: _site, turnsAhead: _ahead, ...machine } = found;
      return settled(
        setup['laundrySetup.saveMachine'](admin, {
          operationId: operationId(),
          machine: { ...machine, active: false },
        }),
      );
    },
  };
}

/** These handlers answer at once. */
export function settled<T>(outcome: T | Promise<T>): T {
  if (outcome instanceof Promise) throw new Error('answered later');
  return outcome;
}
