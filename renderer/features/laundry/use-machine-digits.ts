import { useEffectEvent, useLayoutEffect, useRef } from 'react';
import type { MachineTile } from '../../../shared/contract/laundry-contract.ts';
import { STRAY_SCAN_GAP_MS } from '../../ui/shortcuts.ts';
import { desk } from './desk.ts';
import { type TypedNumber, typeDigit } from './machine-keys.ts';

/** More digits than this in one breath are a scan that was not read. */
const MOST_DIGITS = 2;

/**
 * Digits choose machines wherever the focus is, unless a field or a dialog has it. They are taken once it is sure that no
 * scan goes on with them. Null while no machine is known: digits wait for them. Returns how to drop what was typed: a scan was recognised.
 */
export function useMachineDigits(machines: readonly MachineTile[] | null): () => void {
  const pending = useRef<{ key: string; atMs: number }[]>([]);
  const typed = useRef<TypedNumber | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const settle = useEffectEvent(() => {
    const digits = pending.current;
    pending.current = [];
    if (digits.length > MOST_DIGITS) return;
    const numbers = new Set(machines?.map(({ number }) => number));
    for (const { key, atMs } of digits) {
      const step = typeDigit(numbers, typed.current, key, atMs);
      typed.current = step.typed;
      desk.choose(step.chosen);
    }
  });
  const isKnown = machines !== null;
  useLayoutEffect(() => {
    if (!isKnown) return;
    const onKeyDown = (event: KeyboardEvent) => {
      const hasModifier = event.ctrlKey || event.altKey || event.metaKey;
      if (event.defaultPrevented || hasModifier || event.repeat || !/^\d$/.test(event.key)) return;
      if (desk.state().dialog !== null || isOccupied(event.target)) return;
      // Used, and still heard by the shortcuts: by the digits of a scan they know the letter at its end.
      event.preventDefault();
      pending.current.push({ key: event.key, atMs: event.timeStamp });
      clearTimeout(timer.current);
      timer.current = setTimeout(() => settle(), STRAY_SCAN_GAP_MS);
    };
    window.addEventListener('keydown', onKeyDown, { capture: true });
    return () => {
      clearTimeout(timer.current);
      window.removeEventListener('keydown', onKeyDown, { capture: true });
    };
  }, [isKnown]);
  return () => {
    clearTimeout(timer.current);
    pending.current = [];
  };
}

const isOccupied = (target: EventTarget | null): boolean =>
  target instanceof Element &&
  target.closest('input, textarea, [contenteditable="true"], [data-shortcuts="off"]') !== null;
