import { useEffect, useLayoutEffect } from 'react';
import { useStore } from 'zustand';
import { invoke, onCounterEvent } from '../../client/client.ts';
import { useScanner } from '../../scanner/use-scanner.ts';
import { playSound } from '../../ui/sound.ts';
import { createTill, type Till } from './till.ts';
import type { TillState } from './till-state.ts';
import { createTypedKeys } from './typed-keys.ts';

/* One till for the window, like the one basket behind it: whoever comes back from another screen finds it as it was. */
const till = createTill({ invoke, playSound });
const typedKeys = createTypedKeys(till);

/** While the till is on the screen: its view, its scanner and its keyboard. */
export function useTillAtWork(): void {
  // Nobody waits for its answer: the till serves scans in their order itself, and each belongs where it was heard.
  useScanner((text) => {
    typedKeys.forget();
    void till.scan(text);
  });
  useEffect(() => {
    void till.load();
    return onCounterEvent(till.onEvent);
  }, []);
  // Before it is painted: whoever sees the till may type.
  useLayoutEffect(() => listenToTypedKeys(), []);
}

/** What keys and scans do. */
export function useTill(): Till {
  return till;
}

export function useTypedKeys(): typeof typedKeys {
  return typedKeys;
}

/** A part of what the till shows; the component is drawn again only when that part changes. */
export function useTillState<Part>(select: (state: TillState) => Part): Part {
  return useStore(till.store, select);
}

/** After the scanner, which listens on the window too and was there first; before shortcuts and buttons. */
function listenToTypedKeys(): () => void {
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.defaultPrevented || event.isComposing || isOccupied(event.target)) return;
    const hasModifier = event.ctrlKey || event.altKey || event.metaKey;
    if (!typedKeys.take({ key: event.key, hasModifier })) return;
    event.preventDefault();
    event.stopPropagation();
  };
  window.addEventListener('keydown', onKeyDown, { capture: true });
  return () => {
    typedKeys.forget();
    window.removeEventListener('keydown', onKeyDown, { capture: true });
  };
}

/** A field keeps its keys, and so does a list that is open. */
const isOccupied = (target: EventTarget | null): boolean =>
  target instanceof Element &&
  target.closest('input, textarea, [contenteditable="true"], [data-shortcuts="off"]') !== null;
