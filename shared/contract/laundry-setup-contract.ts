import { z } from 'zod';
import { operationIdSchema } from '../domain/ids.ts';
import {
  type Machine,
  machineSchema,
  type WashProgramme,
  washProgrammeSchema,
} from '../domain/laundry-machine.ts';
import { type LaundryRules, laundryRulesSchema } from '../domain/laundry-rules.ts';
import { command } from './command.ts';
import type { NoLaundryHere } from './laundry-contract.ts';

/** A machine with how many turns it still has. */
export type MachineOfSetup = Machine & { readonly turnsAhead: number };

export type LaundrySetup = {
  readonly machines: readonly MachineOfSetup[];
  readonly programmes: readonly WashProgramme[];
  readonly rules: LaundryRules;
  /** Which desk keeps the machines and the book. */
  readonly desk: { readonly isHere: boolean; readonly name: string };
};

const office = ['office'] as const;
const operation = { operationId: operationIdSchema };

/** Machines, programmes and rules of the laundry that the operator works at. The site is the session's, never an argument. */
export const laundrySetupContract = {
  /** From now on this PC keeps the machines and the book. What the desk before it gave away stays. */
  'laundrySetup.keepHere': command(['admin'], z.strictObject(operation)).returns<null, NoLaundryHere>(),
  'laundrySetup.read': command(office, z.strictObject({})).returns<LaundrySetup, NoLaundryHere>(),
  /** `turnsAhead`: turns of a machine that was taken away, which now want another. */
  'laundrySetup.saveMachine': command(
    office,
    z.strictObject({ ...operation, machine: machineSchema.omit({ siteId: true }) }),
  ).returns<
    { readonly turnsAhead: number },
    | NoLaundryHere
    | { readonly type: 'MachineNumberTaken'; readonly number: number }
    /** Laundry is in it: it cannot be taken away, nor become another kind. */
    | { readonly type: 'MachineBusy'; readonly number: number; readonly tag: number }
    | { readonly type: 'MachineKindFixed'; readonly number: number }
  >(),
  'laundrySetup.saveProgramme': command(
    office,
    z.strictObject({ ...operation, programme: washProgrammeSchema.omit({ siteId: true }) }),
  ).returns<null, NoLaundryHere | { readonly type: 'WashProgrammeNameTaken' }>(),
  /** `stranded`: turns to come that the new hours leave outside. */
  'laundrySetup.saveRules': command(
    office,
    z.strictObject({ ...operation, rules: laundryRulesSchema.omit({ siteId: true }) }),
  ).returns<{ readonly stranded: number }, NoLaundryHere | { readonly type: 'NoShowLimitsCrossed' }>(),
};
