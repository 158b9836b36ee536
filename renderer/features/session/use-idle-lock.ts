import { useEffect, useEffectEvent } from 'react';
import { invoke } from '../../client/client.ts';

/** How often the main process is told that somebody is here, if somebody is. */
const TELL_EVERY_MS = 5_000;

/**
 * Locks after so many minutes without a key, a scan (which arrives as keys) or a press. The main process
 * keeps a clock of its own, which only `session.touch` winds up: answers that a screen fetches by itself
 * do not keep it open.
 */
export function useIdleLock(lockAfterMinutes: number, onIdle: () => void): void {
  const lock = useEffectEvent(onIdle);
  useEffect(() => {
    let touchedAt = performance.now();
    let toldAt = touchedAt;
    const touch = () => {
      touchedAt = performance.now();
    };
    const timer = setInterval(() => {
      if (performance.now() - touchedAt >= lockAfterMinutes * 60_000) return lock();
      if (touchedAt <= toldAt) return;
      toldAt = performance.now();
      void invoke('session.touch', {});
    }, TELL_EVERY_MS);
    window.addEventListener('keydown', touch, { capture: true });
    window.addEventListener('pointerdown', touch, { capture: true });
    return () => {
      clearInterval(timer);
      window.removeEventListener('keydown', touch, { capture: true });
      window.removeEventListener('pointerdown', touch, { capture: true });
    };
  }, [lockAfterMinutes]);
}
