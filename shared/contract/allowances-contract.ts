import { z } from 'zod';
import type { SchemeId } from '../domain/ids.ts';
import type { LocalDate } from '../domain/local-date.ts';
import { command } from './command.ts';

/** Households whose period, the one that holds `day`, is still to be given. */
export type DueAllowances = {
  readonly schemeId: SchemeId;
  readonly schemeName: string;
  readonly day: LocalDate;
  /** The period may begin after today: the scheme has its points posted before. */
  readonly isAhead: boolean;
  readonly households: number;
};

/** What a run would give now; where a hub gives the points, nothing. */
export type DueView = { readonly isGivenByHub: boolean; readonly lines: readonly DueAllowances[] };

/** How far the newest run has come. */
export type AllowanceProgress = {
  readonly state: 'none' | 'running' | 'finished' | 'cancelled' | 'failed';
  /** The day whose periods are given; null where there was no run since the start. */
  readonly day: LocalDate | null;
  /** Households that were looked at, and that are to be. */
  readonly done: number;
  readonly total: number;
  /** Allowances and carry-overs that were recorded. */
  readonly recorded: number;
  /** Households that could not be given theirs because of a fault, which is in the log files. */
  readonly faulty: number;
};

const office = ['office'] as const;

/** Points are posted by themselves each day; the office may do it by hand and see how far it is. */
export const allowancesContract = {
  /** What a run would give now: the count before the act. */
  'allowances.due': command(office, z.strictObject({})).returns<DueView>(),
  /** Starts a run, or joins the one that is going on. Nothing is ever given twice. */
  'allowances.start': command(office, z.strictObject({})).returns<AllowanceProgress>(),
  /** Ends the run after the household in hand; what was given stays, the rest is given by the next run. */
  'allowances.cancel': command(office, z.strictObject({})).returns<AllowanceProgress>(),
  'allowances.progress': command(office, z.strictObject({})).returns<AllowanceProgress>(),
};
