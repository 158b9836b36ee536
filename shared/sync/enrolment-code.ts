/** No I, L, O, U, 0 or 1: read out loud over a telephone. Twelve of these 30 are 58 bits. */
const CODE_LETTERS = 'ABCDEFGHJKMNPQRSTVWXYZ23456789';
const CODE_LENGTH = 12;

/** Three groups of four, `K7QM-2XNP-9WTA`. `pick` is a random number from 0 below its argument, fit for secrets. */
export function makeEnrolmentCode(pick: (below: number) => number): string {
  const letters = Array.from({ length: CODE_LENGTH }, () => CODE_LETTERS[pick(CODE_LETTERS.length)] ?? 'A');
  return letters.join('').replaceAll(/(.{4})(?=.)/g, '$1-');
}

/** A code however it was typed, as it is signed and hashed. */
export const normaliseCode = (code: string): string => code.replaceAll(/[\s-]/g, '').toUpperCase();

export const ENROLMENT_CODE = new RegExp(`^[${CODE_LETTERS}]{${CODE_LENGTH}}$`);

/** A code is good for so long, and once. */
export const CODE_VALID_MS = 10 * 60_000;
