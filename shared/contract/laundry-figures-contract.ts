import { z } from 'zod';
import type { MachineId } from '../domain/ids.ts';
import type { MachineKind } from '../domain/laundry-machine.ts';
import { daysBetween, type LocalDate, localDateSchema } from '../domain/local-date.ts';
import { command } from './command.ts';
import { LAUNDRY_ROLES, type NoLaundryHere } from './laundry-contract.ts';

/** `minutes`: of the programmes that ran, with extra time; cycles that were stopped are no uses. */
export type MachineFigures = {
  readonly machineId: MachineId;
  readonly number: number;
  readonly kind: MachineKind;
  readonly cycles: number;
  readonly minutes: number;
  /** Cycles that the machine itself broke off. */
  readonly faults: number;
  /** Times that it was taken out of order. */
  readonly outages: number;
};

export type DayFigures = {
  readonly on: LocalDate;
  readonly cycles: number;
  readonly minutes: number;
  readonly faults: number;
  readonly missed: number;
  readonly households: number;
};

export type LaundryFigures = {
  readonly machines: readonly MachineFigures[];
  /** Days without anything are left out. */
  readonly days: readonly DayFigures[];
  readonly totals: {
    readonly cycles: number;
    readonly minutes: number;
    readonly faults: number;
    readonly missed: number;
    /** Each counted once. */
    readonly households: number;
  };
};

export const MACHINE_COLUMNS = ['number', 'kind', 'cycles', 'minutes', 'faults', 'outages'] as const;
export const DAY_COLUMNS = ['on', 'cycles', 'minutes', 'faults', 'missed', 'households'] as const;

/** Three years: a report to a funder. */
const MOST_DAYS = 1100;
const period = z
  .strictObject({ from: localDateSchema, to: localDateSchema })
  .refine(
    ({ from, to }) => from <= to && daysBetween(from, to) <= MOST_DAYS,
    'from before to, three years at most',
  );

const attendants = LAUNDRY_ROLES;

/** What was washed, by machine and by day. Counts only: nobody's name is in it. */
export const laundryFiguresContract = {
  'laundryFigures.read': command(attendants, period).returns<LaundryFigures, NoLaundryHere>(),
  'laundryFigures.csv': command(
    attendants,
    z.strictObject({
      period,
      by: z.enum(['machine', 'day']),
      headings: z.array(z.string().max(80)).length(6),
      kinds: z.strictObject({ washer: z.string().max(40), dryer: z.string().max(40) }),
    }),
  ).returns<{ readonly csv: string }, NoLaundryHere>(),
};
