/**
 * Expected outcomes are data. A rule, a query or a command that may be refused for a reason a person
 * can act on returns a `Result`; a bug or a broken machine throws.
 */
export type Result<T, E> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: E };

export const ok = <T>(value: T): Result<T, never> => ({ ok: true, value });

export const err = <const E>(error: E): Result<never, E> => ({ ok: false, error });

/** Guards programmer errors on both sides of a boundary. The message must hold no personal data. */
export function assert(condition: unknown, message: string): asserts condition {
  if (!condition) throw new Error(`Assertion failed: ${message}`);
}

/** Proves at compile time that a union was handled exhaustively. */
export function unreachable(value: never): never {
  throw new Error(`Unreachable case: ${JSON.stringify(value)}`);
}
