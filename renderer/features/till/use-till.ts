import { createContext, useContext, useEffect, useState } from 'react';
import { useStore } from 'zustand';
import { invoke, onCounterEvent } from '../../client/client.ts';
import { useScanner } from '../../scanner/use-scanner.ts';
import { playSound } from '../../ui/sound.ts';
import { createTill, type Till } from './till.ts';
import type { TillState } from './till-state.ts';
import { createTypedKeys } from './typed-keys.ts';

export type TillScreenParts = { readonly till: Till; readonly typedKeys: ReturnType<typeof createTypedKeys> };

export const TillContext = createContext<TillScreenParts | null>(null);

/** The till of this screen, its scanner and its keyboard. Once per `TillScreen`. */
export function useNewTill(): TillScreenParts {
  const [parts] = useState<TillScreenParts>(() => {
    const till = createTill({ invoke, playSound });
    return { till, typedKeys: createTypedKeys(till) };
  });
  const { till, typedKeys } = parts;
  useScanner((text) => {
    typedKeys.forget();
    return till.scan(text);
  });
  useEffect(() => {
    void till.load();
    return onCounterEvent(till.onEvent);
  }, [till]);
  useEffect(() => listenToTypedKeys(typedKeys), [typedKeys]);
  return parts;
}

/** What keys and scans do. */
export function useTill(): Till {
  return useParts().till;
}

export function useTypedKeys(): TillScreenParts['typedKeys'] {
  return useParts().typedKeys;
}

/** A part of what the till shows; the component is drawn again only when that part changes. */
export function useTillState<Part>(select: (state: TillState) => Part): Part {
  return useStore(useTill().store, select);
}

function useParts(): TillScreenParts {
  const parts = useContext(TillContext);
  if (parts === null) throw new Error('Assertion failed: parts of the till are used below TillScreen');
  return parts;
}

/** After the scanner, which listens on the window too and was there first; before shortcuts and buttons. */
function listenToTypedKeys(typedKeys: TillScreenParts['typedKeys']): () => void {
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
