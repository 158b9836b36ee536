import { v7 } from 'uuid';
import {
  bookingIdSchema,
  cycleIdSchema,
  type HouseholdId,
  type MachineId,
  machineIdSchema,
  operationIdSchema,
  printerIdSchema,
  programmeIdSchema,
  siteIdSchema,
  visitIdSchema,
  washProgrammeIdSchema,
} from '../shared/domain/ids.ts';
import type { Slot } from '../shared/domain/laundry-slots.ts';
import type { PrinterKind } from '../shared/domain/printer.ts';
import { creditToppedUp } from '../shared/operations/credit-operations.ts';
import { bookingMade, machineSet, washProgrammeSet } from '../shared/operations/laundry-operations.ts';
import {
  deviceRegistered,
  operatorRolesSet,
  printerSet,
  siteSet,
} from '../shared/operations/network-operations.ts';
import { aCounter } from './counter-fixture.ts';
import { createLaundryService } from './services/laundry.ts';

/** 10:30 in Rome of the Monday that the fixture's counter lives on. */
export const MONDAY_MORNING = Date.UTC(2026, 10, 23, 9, 30);

/**
 * A laundry for tests, on a real database in memory: two washers and a dryer, a programme for each kind, an attendant,
 * and a PC whose clock and uptime the test moves.
 */
export function aLaundry() {
  const counter = aCounter({ today: '2026-11-23' });
  counter.clock.now = MONDAY_MORNING;
  const pc = { uptimeMs: 1_000_000 };
  const siteId = siteIdSchema.parse(v7());
  const { organisationId } = counter;
  counter.write(siteSet, {
    siteId,
    organisationId,
    name: 'Lavanderia di prova',
    shortName: 'LAV',
    kind: 'laundry',
    isActive: true,
  });
  counter.write(deviceRegistered, { deviceId: counter.deviceId, siteId, name: 'Banco lavanderia' });
  const made = counter.anOperator('Rossi Anna', 'laundry');
  counter.write(operatorRolesSet, { operatorId: made.operatorId, siteId, roles: ['laundry'] });
  const operator = { ...made, siteId };

  const aMachine = (number: number, kind: 'washer' | 'dryer', capacityKilograms = 8): MachineId => {
    const machineId = machineIdSchema.parse(v7());
    counter.write(machineSet, { machineId, siteId, number, kind, capacityKilograms, active: true });
    return machineId;
  };
  const machines = {
    one: aMachine(1, 'washer'),
    two: aMachine(2, 'washer', 16),
    dryer: aMachine(3, 'dryer'),
  };
  const aProgramme = (name: string, kind: 'washer' | 'dryer', minutes: number, amount: number) => {
    const washProgrammeId = washProgrammeIdSchema.parse(v7());
    const cost = { unit: 'washes' as const, amount };
    counter.write(washProgrammeSet, {
      washProgrammeId,
      siteId,
      name: { it: name, en: name },
      kind,
      minutes,
      cost,
      active: true,
    });
    return washProgrammeId;
  };
  const programmes = {
    wash: aProgramme('Cotone 60', 'washer', 60, 1),
    dry: aProgramme('Asciugatura', 'dryer', 30, 0),
  };

  /** A household with wash credits. */
  const aGuest = (washes: number, changes: Parameters<typeof counter.aHousehold>[0] = {}) => {
    const household = counter.aHousehold(changes);
    if (washes > 0) {
      counter.write(creditToppedUp, {
        householdId: household.householdId,
        siteId: counter.siteId,
        programmeId: programmeIdSchema.parse('surplus'),
        purse: 'washes',
        amount: washes,
        reason: 'first-need',
      });
    }
    return household;
  };
  const aBooking = (machineId: MachineId, householdId: HouseholdId, slot: Slot) => {
    const bookingId = bookingIdSchema.parse(v7());
    counter.write(bookingMade, { bookingId, siteId, machineId, householdId, slot });
    return bookingId;
  };
  /** A printer of receipts and tags. Nobody listens there: what is queued waits. */
  const aPrinter = (kind: PrinterKind = 'escpos-network') => {
    const printerId = printerIdSchema.parse(v7());
    const printer = { printerId, name: 'Tag', host: '127.0.0.1', port: 9100, columns: 42 as const };
    counter.write(printerSet, { siteId, printer: { ...printer, kind }, isActive: true });
    return printerId;
  };
  /** Both the clock and the uptime: time as it passes. */
  const pass = (minutes: number) => {
    counter.clock.now += minutes * 60_000;
    pc.uptimeMs += minutes * 60_000;
  };
  /** The program ends and begins again: what it kept in memory is gone. */
  const restart = () => createLaundryService(counter.context, { uptimeMs: () => pc.uptimeMs });

  return {
    ...counter,
    ...restart(),
    restart,
    pc,
    pass,
    laundrySiteId: siteId,
    operator,
    machines,
    programmes,
    aMachine,
    aGuest,
    aPrinter,
    aBooking,
    newVisitId: () => visitIdSchema.parse(v7()),
    newCycleId: () => cycleIdSchema.parse(v7()),
    newOperationId: () => operationIdSchema.parse(v7()),
  };
}
