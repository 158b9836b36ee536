import { useEffectEvent, useLayoutEffect, useState } from 'react';
import { heldKeys } from '../typing-ahead/typing-ahead.ts';
import type { ScanHandler } from './scan-queue.ts';

type Mounted = { readonly order: number; readonly handler: ScanHandler };

const mounted: Mounted[] = [];
let lastOrder = 0;

/**
 * Hands a scan to the newest part of the screen that wants scans; without one, nobody does and it is let go. A part that opens is
 * waited for.
 */
export async function deliverScan(text: string): Promise<void> {
  if (heldKeys.isLeaving() || mounted.length === 0) await heldKeys.whenIdle();
  await mounted.at(-1)?.handler(text);
}

/**
 * Gives the scans to `handler` while this part is mounted. The newest part gets them: a dialog before its screen, a part
 * before the one around it. Switch a handler off with null.
 */
export function useScanner(handler: ScanHandler | null): void {
  const isOn = handler !== null;
  // Taken while rendering, where parents come before their children; effects run the other way round.
  const [order] = useState(nextOrder);
  const deliver = useEffectEvent((text: string) => handler?.(text));
  // Before it is painted: whoever sees the screen may scan.
  useLayoutEffect(() => {
    if (!isOn) return;
    const own: Mounted = { order, handler: (text) => deliver(text) };
    mounted.push(own);
    mounted.sort((a, b) => a.order - b.order);
    return () => void mounted.splice(mounted.indexOf(own), 1);
  }, [isOn, order]);
}

function nextOrder(): number {
  lastOrder += 1;
  return lastOrder;
}
