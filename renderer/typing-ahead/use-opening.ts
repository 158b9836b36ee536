import { useLayoutEffect, useState } from 'react';
import { heldKeys } from './typing-ahead.ts';

/** While `isOpening`, keys that nothing uses are kept for what is about to be on the screen. */
export function useOpening(isOpening: boolean): void {
  const [what] = useState(() => Symbol('opening'));
  useLayoutEffect(() => {
    if (!isOpening) return;
    heldKeys.setOpening(what, true);
    return () => heldKeys.setOpening(what, false);
  }, [isOpening, what]);
}
