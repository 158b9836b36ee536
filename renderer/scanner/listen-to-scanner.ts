import { isReadableScan } from '../../shared/domain/barcode.ts';
import { defaultInStorePatterns } from '../../shared/domain/in-store-code.ts';
import { localDateAt } from '../../shared/domain/local-date.ts';
import {
  defaultScannerTiming,
  type FieldSnapshot,
  initialScannerState,
  type Keystroke,
  type ScannerOutput,
  type ScannerSettings,
  type ScannerTarget,
  takeKey,
  takeSilence,
} from '../../shared/domain/scanner.ts';
import { howReplayed } from '../typing-ahead/typing-ahead.ts';
import { createScanQueue, type ScanFailure, type ScanHandler } from './scan-queue.ts';

type TextField = HTMLInputElement | HTMLTextAreaElement;

/** A part of the page with this attribute set to `off` keeps its keys: nothing typed there is a scan. */
const OPT_OUT = '[data-scanner="off"]';

/**
 * Hears scanners that type, wherever the focus is, and hands their scans out one at a time. No React render per key. Call it
 * before any other `keydown` listener of the window is added: the first one added hears a key first, and the
 * Enter at the end of a scan must press nothing. Gives back how to stop.
 */
export function listenToScanner(options: {
  readonly onScan: ScanHandler;
  /** As soon as keys turn out to be a scan, which `onScan` gets when it is its turn. */
  readonly onHeard: () => void;
  readonly onFailure: (failure: ScanFailure) => void;
  readonly settings?: Partial<ScannerSettings>;
}): () => void {
  const settings: ScannerSettings = {
    ...defaultScannerTiming,
    // Whether a code is readable depends neither on the shop's table of layouts nor, but for the century of a date, on the day.
    isReadable: (text) =>
      isReadableScan(text, { inStorePatterns: defaultInStorePatterns, today: localDateAt(Date.now()) }),
    ...options.settings,
  };
  const push = createScanQueue(options.onScan, options.onFailure);
  let state = initialScannerState<TextField>();
  let silence: ReturnType<typeof setTimeout> | undefined;

  function apply(step: ReturnType<typeof takeKey<TextField>>): ScannerOutput<TextField> {
    state = step.state;
    for (const snapshot of step.output.restore) restoreField(snapshot);
    if (step.output.scans.length > 0) options.onHeard();
    for (const text of step.output.scans) push(text);
    return step.output;
  }

  const onKeyDown = (event: KeyboardEvent): void => {
    if (howReplayed(event) !== null) return;
    clearTimeout(silence);
    const { swallow } = apply(takeKey(state, keystrokeOf(event), settings));
    if (swallow) {
      event.preventDefault();
      event.stopPropagation();
    }
    if (state.keys.length > 0 || state.altDigits !== '') {
      silence = setTimeout(
        () => apply(takeSilence(state, performance.now(), settings)),
        settings.maxGapMs + 20,
      );
    }
  };

  window.addEventListener('keydown', onKeyDown, { capture: true });
  return () => {
    clearTimeout(silence);
    window.removeEventListener('keydown', onKeyDown, { capture: true });
  };
}

function keystrokeOf(event: KeyboardEvent): Keystroke<TextField> {
  const element = event.target;
  const field = isTextField(element) ? element : null;
  return {
    code: event.code,
    key: event.key,
    ctrl: event.ctrlKey,
    alt: event.altKey,
    shift: event.shiftKey,
    meta: event.metaKey,
    repeat: event.repeat,
    atMs: event.timeStamp, // of the key itself: a page that was busy does not stretch the gaps
    target: targetOf(element),
    field: field === null ? null : snapshotOf(field),
  };
}

function targetOf(element: EventTarget | null): ScannerTarget {
  if (!(element instanceof HTMLElement)) return 'page';
  if (element.closest(OPT_OUT) !== null) return 'off';
  if (element instanceof HTMLInputElement && element.type === 'password') return 'secret';
  return isTextField(element) || element.isContentEditable ? 'field' : 'page';
}

const NOT_TYPED_INTO = new Set([
  'button',
  'checkbox',
  'color',
  'file',
  'image',
  'radio',
  'range',
  'reset',
  'submit',
]);

const isTextField = (element: EventTarget | null): element is TextField =>
  element instanceof HTMLTextAreaElement ||
  (element instanceof HTMLInputElement && !NOT_TYPED_INTO.has(element.type));

const snapshotOf = (element: TextField): FieldSnapshot<TextField> => ({
  element,
  value: element.value,
  selectionStart: element.selectionStart,
  selectionEnd: element.selectionEnd,
});

/**
 * Puts back what a field held. React replaces the `value` of the inputs it controls by a property of its own: only the prototype's
 * setter followed by an `input` event reaches the state behind them.
 */
function restoreField({ element, value, selectionStart, selectionEnd }: FieldSnapshot<TextField>): void {
  if (!element.isConnected || element.value === value) return;
  const prototype =
    element instanceof HTMLInputElement ? HTMLInputElement.prototype : HTMLTextAreaElement.prototype;
  Object.getOwnPropertyDescriptor(prototype, 'value')?.set?.call(element, value);
  element.dispatchEvent(new InputEvent('input', { bubbles: true, inputType: 'insertReplacementText' }));
  // Inputs of type number or email have no selection to set.
  if (selectionStart !== null) element.setSelectionRange(selectionStart, selectionEnd);
}
