import type { StoreApi } from 'zustand/vanilla';
import type { Till } from './till.ts';
import { currentLine, type TillState } from './till-state.ts';

/** The part of a keyboard event that decides. */
export type TypedKey = { readonly key: string; readonly hasModifier: boolean };

/** Longer than the longest gap inside a scan: what is typed shows only when it is surely no scan. */
export const SHOW_TYPED_AFTER_MS = 150;
const LONGEST_QUANTITY = 3;
const LONGEST_TYPED = 100;

/**
 * What keys typed outside any field mean at the till: digits and Enter a code, or after `*` a quantity; letters a search for goods.
 * `take` says whether the key was used. Nothing here decides what a scan is: `forget` is called when the
 * scanner's listener has recognised one, and what it typed is dropped.
 */
export function createTypedKeys(till: Pick<Till, 'store' | 'open' | 'scan' | 'setQuantity'>) {
  const { store } = till;
  let typed = '';
  let timer: ReturnType<typeof setTimeout> | undefined;

  const forget = (): void => {
    clearTimeout(timer);
    typed = '';
    if (store.getState().entry?.mode === 'code') store.setState({ entry: null });
  };
  // Whoever opens something has left the code that was half typed.
  store.subscribe(({ dialog }, before) => {
    if (dialog !== null && dialog !== before.dialog) forget();
  });
  const reveal = (): void => {
    if (/\D/.test(typed)) {
      const text = typed;
      forget();
      till.open({ type: 'product', label: null });
      store.setState({ productText: text });
    } else store.setState({ entry: typed === '' ? null : { mode: 'code', text: typed } });
  };

  const takeCode = (key: string): boolean => {
    const isFirst = typed === '';
    if (key === 'Enter' && !isFirst) {
      const text = typed;
      forget();
      void till.scan(text);
      return true;
    }
    if (key === 'Escape' && !isFirst) {
      forget();
      store.setState({ entry: null });
      return true;
    }
    if (key === 'Backspace' && !isFirst) typed = typed.slice(0, -1);
    else if (/^[\p{L}\p{N}]$/u.test(key) || (!isFirst && /^[ '.,-]$/.test(key))) {
      typed = (typed + key).slice(0, LONGEST_TYPED);
    } else return false;
    clearTimeout(timer);
    timer = setTimeout(reveal, SHOW_TYPED_AFTER_MS);
    return true;
  };

  return {
    /** `*`: the next digits are the quantity of the current line. */
    startQuantity: (): void => {
      const line = currentLine(store.getState());
      forget();
      if (line === null) store.setState({ message: { tone: 'info', id: 'till.said.noLineForQuantity' } });
      else store.setState({ entry: { mode: 'quantity', lineId: line.lineId, text: '' } });
    },
    forget,
    take: ({ key, hasModifier }: TypedKey): boolean => {
      if (hasModifier) return false;
      const { entry, dialog, productText } = store.getState();
      if (dialog?.type === 'product' && /^[\p{L}\p{N} ]$/u.test(key)) {
        store.setState({ productText: productText + key }); // its field has not the focus yet
        return true;
      }
      if (dialog !== null) return false;
      return entry?.mode === 'quantity' ? takeQuantity(till, entry, key) : takeCode(key);
    },
  };
}

function takeQuantity(
  till: { readonly store: StoreApi<TillState>; readonly setQuantity: Till['setQuantity'] },
  entry: { readonly mode: 'quantity'; readonly lineId: number; readonly text: string },
  key: string,
): boolean {
  const { store } = till;
  const quantity = Number(entry.text);
  const say = (id: 'till.said.quantityTooBig' | 'till.said.quantityZero') =>
    store.setState({ entry: null, message: { tone: 'warning', id } });
  if (/^\d$/.test(key)) {
    // One digit more than a quantity has is kept, so that Enter refuses it instead of taking its beginning.
    store.setState({ entry: { ...entry, text: (entry.text + key).slice(0, LONGEST_QUANTITY + 1) } });
  } else if (key === 'Backspace') store.setState({ entry: { ...entry, text: entry.text.slice(0, -1) } });
  else if (key === 'Escape' || (key === 'Enter' && entry.text === '')) store.setState({ entry: null });
  else if (key === 'Enter' && entry.text.length > LONGEST_QUANTITY) say('till.said.quantityTooBig');
  else if (key === 'Enter' && quantity === 0) say('till.said.quantityZero');
  else if (key === 'Enter') {
    store.setState({ entry: null });
    void till.setQuantity(entry.lineId, quantity);
  } else return false;
  return true;
}
