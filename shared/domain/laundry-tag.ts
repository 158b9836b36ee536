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
