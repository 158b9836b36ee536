import { isReadableScan } from './barcode.ts';
import { cardNumberFromBytes } from './card-number.ts';
import { codiceFiscaleControlCharacter } from './codice-fiscale.ts';
import { gs1CheckDigit } from './ean.ts';
import { defaultInStorePatterns } from './in-store-code.ts';
import { localDateSchema } from './local-date.ts';
import {
  defaultScannerTiming,
  initialScannerState,
  type Keystroke,
  type ScannerSettings,
  type ScannerTarget,
  takeKey,
  takeSilence,
} from './scanner.ts';

const context = { inStorePatterns: defaultInStorePatterns, today: localDateSchema.parse('2026-11-20') };
export const settings: ScannerSettings = {
  ...defaultScannerTiming,
  isReadable: (text) => isReadableScan(text, context),
};

export const withCheckDigit = (digits: string): string => digits + gs1CheckDigit(digits);
export const pasta = '8001234567897';
export const oil = withCheckDigit('800765432109');
export const small = withCheckDigit('8012345');
export const card = cardNumberFromBytes(Uint8Array.of(3, 1, 4, 1, 5, 9, 2, 6));
export const codiceFiscale = `QQQXXX80A01Z999${codiceFiscaleControlCharacter('QQQXXX80A01Z999')}`;

type KeyOverrides = Partial<Keystroke<string>>;

/** For tests: a counter with fields that take what is typed, and a record of every key that reached the page. */
export function aCounter(focus: { target: ScannerTarget; field?: string } = { target: 'page' }) {
  let state = initialScannerState<string>();
  let atMs = 1000;
  const fields: Record<string, string> = {};
  const scans: string[] = [];
  const reached: string[] = [];

  function press(key: string, gapMs: number, overrides: KeyOverrides = {}): void {
    atMs += gapMs;
    const element = focus.field;
    const value = element === undefined ? '' : (fields[element] ?? '');
    const keystroke: Keystroke<string> = {
      code: codeOf(key),
      key,
      ctrl: false,
      alt: false,
      shift: /^[A-Z*]$/.test(key),
      meta: false,
      repeat: false,
      atMs,
      target: focus.target,
      field:
        element === undefined
          ? null
          : { element, value, selectionStart: value.length, selectionEnd: value.length },
      ...overrides,
    };
    const step = takeKey(state, keystroke, settings);
    settle(step);
    if (step.output.swallow) return;
    reached.push(key);
    if (element !== undefined && keystroke.key.length === 1 && !keystroke.ctrl && !keystroke.alt) {
      fields[element] = (fields[element] ?? '') + key;
    }
  }

  function settle(step: ReturnType<typeof takeKey<string>>): void {
    state = step.state;
    scans.push(...step.output.scans);
    for (const { element, value } of step.output.restore) fields[element] = value;
  }

  return {
    press,
    type: (text: string, gapMs: number | (() => number), overrides: KeyOverrides = {}) => {
      for (const key of text) press(key, typeof gapMs === 'number' ? gapMs : gapMs(), overrides);
    },
    wait: (ms: number) => {
      atMs += ms;
      settle(takeSilence(state, atMs, settings));
    },
    /** A silence noticed late, while the next key, pressed in time, still waits to be heard. */
    notice: (ms: number) => settle(takeSilence(state, atMs + ms, settings)),
    focusOn: (target: ScannerTarget, field?: string) => {
      focus = field === undefined ? { target } : { target, field };
    },
    fields,
    scans,
    reached,
  };
}

function codeOf(key: string): string {
  if (/^[0-9]$/.test(key)) return `Digit${key}`;
  if (/^[a-zA-Z]$/.test(key)) return `Key${key.toUpperCase()}`;
  return key;
}
