import { err, ok, type Result } from '../../shared/domain/result.ts';

/** The longest JSON text of one command's input; a catalogue to import is the largest there is. */
export const maxInputChars = 8 * 1024 * 1024;

export type BadInput = { type: 'NotJson' } | { type: 'TooLong'; chars: number };

/**
 * Brings what crossed the process border to what would have come over HTTP: plain JSON, no class, date, map or
 * function, no cycle, no more than the limit. Both hosts then hand the same values to the same schemas.
 */
export function readInput(input: unknown): Result<unknown, BadInput> {
  let text: string | undefined;
  try {
    text = JSON.stringify(input);
  } catch {
    return err({ type: 'NotJson' });
  }
  if (text === undefined) return ok(undefined);
  if (text.length > maxInputChars) return err({ type: 'TooLong', chars: text.length });
  return ok(JSON.parse(text));
}
