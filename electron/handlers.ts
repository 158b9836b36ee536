import type { ContractPart, FailureOf, InputOf, OutputOf } from '../shared/contract/command.ts';
import type { Result } from '../shared/domain/result.ts';
import type { Session, SignedIn } from './session.ts';

type Outcome<Spec> =
  | Result<OutputOf<Spec>, FailureOf<Spec>>
  | Promise<Result<OutputOf<Spec>, FailureOf<Spec>>>;

/**
 * The handlers of one part of the contract: a missing one, or one that returns an error it does not declare,
 * does not compile. `operator` is present for every command that needs one; the router has checked roles.
 */
export type Handlers<Part extends ContractPart> = {
  readonly [Name in keyof Part]: (caller: Caller, input: InputOf<Part[Name]>) => Outcome<Part[Name]>;
};

export type Caller = {
  readonly session: Session;
  /** Who asked, to the end of the command. Throws where nobody was logged in: only for commands that need an operator. */
  readonly operator: () => SignedIn;
};
