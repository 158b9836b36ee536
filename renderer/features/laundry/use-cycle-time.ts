import { useEffect, useEffectEvent, useState, useSyncExternalStore } from 'react';
import type { DrumView, LaundryBoard } from '../../../shared/contract/laundry-contract.ts';

const MS_PER_MINUTE = 60_000;
const TICK_MS = 1000;
/** The window's clock stands still while a PC sleeps, the PC's own does not: more than this apart, and it slept. */
const SLEPT_MS = 5000;

const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

/** One timer for all tiles. What it calls reads a whole number of minutes, so a tile is drawn once a minute. */
function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(() => {
    for (const each of listeners) each();
  }, TICK_MS);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

/** Whole minutes to go, rounded up, by the window's own clock, which nobody can set. */
export const minutesLeftAt = (msLeft: number, readAt: number, now: number): number =>
  Math.max(0, Math.ceil((msLeft - (now - readAt)) / MS_PER_MINUTE));

/** Minutes left of a drum that was read at `readAt`, counted on without asking anybody. */
export const useMinutesLeft = (drum: Pick<DrumView, 'msLeft'> | null, readAt: number): number =>
  useSyncExternalStore(subscribe, () =>
    drum === null ? 0 : minutesLeftAt(drum.msLeft, readAt, performance.now()),
  );

/** When this window got a board, by its own clock. */
export function useReadAt(board: LaundryBoard | null): number {
  const [seen, setSeen] = useState({ board, at: performance.now() });
  if (seen.board === board) return seen.at;
  const next = { board, at: performance.now() };
  setSeen(next);
  return next.at;
}

/** Reads the board again when the next cycle ends, and after the PC slept: in between nothing is asked. */
export function useReadAgain(board: LaundryBoard | null, readAt: number, readAgain: () => void): void {
  const read = useEffectEvent(readAgain);
  useEffect(() => {
    const running = (board?.machines ?? []).filter(({ state }) => state === 'running');
    if (running.length === 0) return;
    const nextEnd = Math.min(...running.map(({ drum }) => drum?.msLeft ?? Number.POSITIVE_INFINITY));
    const wait = Math.max(0, nextEnd - (performance.now() - readAt)) + 50;
    const ending = setTimeout(() => read(), wait);
    return () => clearTimeout(ending);
  }, [board, readAt]);
  useEffect(() => {
    let apart = Date.now() - performance.now();
    return subscribe(() => {
      const now = Date.now() - performance.now();
      if (Math.abs(now - apart) > SLEPT_MS) read();
      apart = now;
    });
  }, []);
}
