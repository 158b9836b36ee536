import { err, ok, type Result } from './result.ts';

/** A tag is a number of at most two digits: read out loud, printed large, remembered for an hour. */
export const MOST_TAGS = 99;

/**
 * The number for the next bag: the lowest that is free, counted on from the last one given, so that a number
 * that has just been handed over is not at once on another bag. Law: never one that is in use; an answer
 * exists exactly while one is free.
 */
export function nextTag(inUse: ReadonlySet<number>, lastGiven: number): Result<number, TagError> {
  for (let step = 0; step < MOST_TAGS; step++) {
    const tag = ((lastGiven + step) % MOST_TAGS) + 1;
    if (!inUse.has(tag)) return ok(tag);
  }
  return err({ type: 'TagsExhausted', most: MOST_TAGS });
}

export type TagError = { type: 'TagsExhausted'; most: number };

/** What the code on a printed tag says: `L07`. */
export const tagCode = (tag: number): string => `L${String(tag).padStart(2, '0')}`;

/** The number of a scanned or typed tag; null for anything else. Law: inverts `tagCode`. */
export function readTagCode(text: string): number | null {
  const digits = /^L(\d{2})$/i.exec(text.trim())?.[1];
  const tag = digits === undefined ? 0 : Number(digits);
  return tag >= 1 && tag <= MOST_TAGS ? tag : null;
}
