import type { CommandSpec, ContractPart, DoorFailure } from '../shared/contract/command.ts';
import { assert, err, type Result } from '../shared/domain/result.ts';
import { hasAnyRole } from '../shared/domain/role.ts';
import type { Handlers } from './handlers.ts';
import type { Session } from './session.ts';

export type Phase = 'startFailure' | 'setup' | 'outOfDate' | 'ready';

export type RouterOptions<Part extends ContractPart> = {
  readonly contract: Part;
  readonly handlers: Handlers<Part>;
  readonly phase: () => Phase;
  /** Whether this window is the one in use. */
  readonly isActive: (session: Session) => boolean;
  /** Reads again who is behind a window, before anything is decided by it. */
  readonly refreshOperator: (session: Session) => void;
  readonly isDiskFull: (error: unknown) => boolean;
  /** Logs a refusal at the door, without the input. */
  readonly onRefused: (command: string, failure: DoorFailure, session: Session) => void;
  /** Logs a bug or a broken machine with its stack; gives the code that the person sees. */
  readonly onIncident: (command: string, error: unknown) => string;
};

export type Invoke = (session: Session, command: string, input: unknown) => Promise<Result<unknown, unknown>>;

type AnySpec = CommandSpec<unknown, unknown, unknown>;
type AnyHandler = (
  caller: unknown,
  input: unknown,
) => Result<unknown, unknown> | Promise<Result<unknown, unknown>>;

/**
 * The one door: every command is looked up, its caller checked, its input parsed by its schema, and the
 * parsed value handed on. Throws at start when a command has no handler.
 */
export function createRouter<Part extends ContractPart>(options: RouterOptions<Part>): Invoke {
  const specs = new Map<string, AnySpec>(Object.entries(options.contract) as unknown as [string, AnySpec][]); // names were tied to handlers by type above; at run time they meet as text
  const handlers = new Map<string, AnyHandler>(
    Object.entries(options.handlers) as unknown as [string, AnyHandler][], // as above
  );
  for (const name of specs.keys()) assert(handlers.has(name), `command ${name} has a handler`);

  return async (session, command, input) => {
    const refuse = (failure: DoorFailure) => {
      options.onRefused(specs.has(command) ? command : '(unknown)', failure, session);
      return err(failure);
    };
    const spec = specs.get(command);
    const handler = handlers.get(command);
    if (spec === undefined || handler === undefined) return refuse({ type: 'UnknownCommand' });
    try {
      options.refreshOperator(session);
      const denied = findDenial(spec, session, options.phase(), options.isActive(session));
      if (denied !== null) return refuse(denied);
      const parsed = spec.input.safeParse(input);
      if (!parsed.success) {
        const paths = parsed.error.issues.slice(0, 10).map((issue) => issue.path.join('.').slice(0, 100));
        return refuse({ type: 'InvalidInput', paths });
      }
      // Whoever asked is who does it: the window may be locked, or somebody else's, before a slow command is done.
      const asked = session.operator;
      const operator = () => {
        assert(asked !== null, `command ${command} has an operator`);
        return asked;
      };
      return await handler({ session, operator }, parsed.data);
    } catch (error) {
      const incident = options.onIncident(command, error);
      return err(
        options.isDiskFull(error)
          ? ({ type: 'DiskFull' } satisfies DoorFailure)
          : ({ type: 'Unexpected', incident } satisfies DoorFailure),
      );
    }
  };
}

function findDenial(spec: AnySpec, session: Session, phase: Phase, isActive: boolean): DoorFailure | null {
  const { access } = spec;
  if (access === 'anyone') return null;
  if (!isActive) return { type: 'OpenElsewhere' };
  if (access === 'recovery' && (phase === 'startFailure' || phase === 'setup')) return null;
  if (access === 'setup') return phase === 'setup' ? null : { type: 'WrongPhase' };
  if (phase === 'outOfDate') return { type: 'OutOfDate' };
  if (phase !== 'ready') return { type: 'WrongPhase' };
  if (session.operator === null) return { type: 'NotSignedIn' };
  if (access === 'signedIn') return null;
  const roles = access === 'recovery' ? (['admin'] as const) : access;
  return hasAnyRole(session.operator.roles, roles) ? null : { type: 'Forbidden' };
}
