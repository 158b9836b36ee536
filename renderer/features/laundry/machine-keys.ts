/** How long after a digit the next one still belongs to the same number. */
export const SECOND_DIGIT_MS = 1500;

/** What was typed last: kept only to tell whether the next digit goes on with it. */
export type TypedNumber = { readonly digits: string; readonly atMs: number };

/**
 * A digit chooses its machine at once: with 24 machines nobody waits to see whether a second one comes. A second digit
 * soon after chooses the machine of both, where there is one, else it begins anew. `chosen` is null where no machine
 * has the number, or its first digit alone means none (`2` with machines 20 to 24).
 */
export function typeDigit(
  numbers: ReadonlySet<number>,
  before: TypedNumber | null,
  digit: string,
  atMs: number,
): { readonly chosen: number | null; readonly typed: TypedNumber } {
  const isSoon = before !== null && before.digits.length === 1 && atMs - before.atMs <= SECOND_DIGIT_MS;
  const both = isSoon ? Number(before.digits + digit) : 0;
  if (numbers.has(both)) return { chosen: both, typed: { digits: `${before?.digits}${digit}`, atMs } };
  const alone = Number(digit);
  return { chosen: numbers.has(alone) ? alone : null, typed: { digits: digit, atMs } };
}
