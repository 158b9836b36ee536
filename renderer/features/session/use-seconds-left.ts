import { useEffect, useState } from 'react';

/** Counts whole seconds down to 0 after `start`. By a clock that nobody can set. */
export function useSecondsLeft(): { readonly seconds: number; readonly start: (seconds: number) => void } {
  const [endsAt, setEndsAt] = useState<number | null>(null);
  const [seconds, setSeconds] = useState(0);
  useEffect(() => {
    if (endsAt === null) return;
    const timer = setInterval(() => {
      const left = Math.max(0, Math.ceil((endsAt - performance.now()) / 1000));
      setSeconds(left);
      if (left === 0) setEndsAt(null);
    }, 200);
    return () => clearInterval(timer);
  }, [endsAt]);
  return {
    seconds,
    start: (next) => {
      setSeconds(next);
      setEndsAt(next === 0 ? null : performance.now() + next * 1000);
    },
  };
}
