import type { z } from 'zod';
import type { Role } from '../domain/role.ts';

/**
 * Who may send a command: before log-in (`anyone`), while this counter has no network yet (`setup`), for
 * bringing data back (`recovery`: while the database cannot be opened, before there is a network, or an admin), any operator who is logged in, or those with one of the roles
 * (an admin always).
 */
export type Access = 'anyone' | 'setup' | 'recovery' | 'signedIn' | readonly Role[];

/** One command: its input's schema, and by type its output and the errors it declares. */
export type CommandSpec<Input, Output, Failure> = {
  readonly access: Access;
  readonly input: z.ZodType<Input>;
  /** Phantom: output and errors exist for the compiler; the main process is trusted to keep them. */
  readonly types?: { readonly output: Output; readonly failure: Failure };
};

/** Curried, so that the input is inferred from its schema while output and errors are stated. */
export const command = <Input>(access: Access, input: z.ZodType<Input>) => ({
  returns: <Output, Failure = never>(): CommandSpec<Input, Output, Failure> => ({ access, input }),
});

export type ContractPart = { readonly [name: string]: CommandSpec<unknown, unknown, unknown> };

export type InputOf<Spec> = Spec extends CommandSpec<infer Input, unknown, unknown> ? Input : never;
export type OutputOf<Spec> = Spec extends CommandSpec<unknown, infer Output, unknown> ? Output : never;
export type FailureOf<Spec> = Spec extends CommandSpec<unknown, unknown, infer Failure> ? Failure : never;

/** What the door itself may answer to any command. */
export type DoorFailure =
  | { readonly type: 'UnknownCommand' }
  /** Where the input does not fit, by path; never the values. */
  | { readonly type: 'InvalidInput'; readonly paths: readonly string[] }
  | { readonly type: 'NotSignedIn' }
  | { readonly type: 'Forbidden' }
  | { readonly type: 'WrongPhase' }
  /** The data of this counter are of an older day: nobody is shown anything of them before the network was read again. */
  | { readonly type: 'OutOfDate' }
  /** Another window of this counter is the one in use. */
  | { readonly type: 'OpenElsewhere' }
  /** Nothing was recorded: there is no room on the disk. */
  | { readonly type: 'DiskFull' }
  /** The host does not answer: it was closed, or the connection to it is cut. */
  | { readonly type: 'HostUnreachable' }
  /** A bug or a broken machine. The code is in the log files. */
  | { readonly type: 'Unexpected'; readonly incident: string };
