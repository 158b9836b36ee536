import { describe, expect, test } from 'vitest';
import { LONGEST_BURST } from './scanner.ts';
import { aCounter, card, codiceFiscale, oil, pasta, small, withCheckDigit } from './scanner-fixture.ts';

describe('a scan', () => {
  test.each([
    ['Honeywell', 10],
    ['Zebra', 90],
    ['slow Zebra', 100],
  ])('of a %s, a key every %i ms, is read, and its Enter reaches nothing', (_scanner, gapMs) => {
    for (const code of [pasta, small, card, codiceFiscale]) {
      const counter = aCounter();
      counter.type(code, gapMs);
      counter.press('Enter', gapMs);
      expect(counter.scans).toEqual([code]);
      expect(counter.reached).not.toContain('Enter');
    }
  });

  test('with a Shift before every letter is read', () => {
    const counter = aCounter();
    for (const key of card) {
      if (/[A-Z]/.test(key)) counter.press('Shift', 90, { code: 'ShiftLeft' });
      counter.press(key, 90);
    }
    counter.press('Enter', 90);
    expect(counter.scans).toEqual([card]);
  });

  test('ended by Tab does not move the focus', () => {
    const counter = aCounter({ target: 'field', field: 'search' });
    counter.type(pasta, 10);
    counter.press('Tab', 10);
    expect([counter.scans, counter.reached.includes('Tab')]).toEqual([[pasta], false]);
  });

  test('ended by Enter and Tab swallows both', () => {
    const counter = aCounter();
    counter.type(pasta, 10);
    counter.press('Enter', 10);
    counter.press('Tab', 10);
    expect([counter.scans, counter.reached.join('')]).toEqual([[pasta], pasta]);
  });

  test('keeps no Enter that a hand presses after another key, however soon', () => {
    const counter = aCounter();
    counter.type(pasta, 10);
    counter.press('Enter', 10);
    counter.press('PageUp', 20);
    counter.press('Enter', 20);
    expect(counter.reached.slice(-2)).toEqual(['PageUp', 'Enter']);
  });

  test('without a terminator is read after a silence, and a late Enter still belongs to it', () => {
    const counter = aCounter({ target: 'field', field: 'search' });
    counter.type(pasta, 10);
    expect(counter.scans).toEqual([]);
    counter.wait(150);
    expect(counter.scans).toEqual([pasta]);
    expect(counter.fields).toEqual({ search: '' });
    counter.press('Enter', 50);
    expect(counter.reached).not.toContain('Enter');
  });

  test('by a slow scanner is read whole although a busy page noticed a silence in the middle of it', () => {
    const counter = aCounter({ target: 'field', field: 'search' });
    counter.type(pasta.slice(0, 6), 90);
    counter.notice(400); // the clock of the page runs on while the next key, pressed in time, still waits
    counter.type(pasta.slice(6), 90);
    counter.press('Enter', 90);
    expect([counter.scans, counter.fields]).toEqual([[pasta], { search: '' }]);
  });

  test('without a terminator is read before the next key, even if no silence was noticed', () => {
    const counter = aCounter({ target: 'field', field: 'search' });
    counter.type(pasta, 10);
    counter.type('p', 400);
    expect([counter.scans, counter.fields]).toEqual([[pasta], { search: 'p' }]);
    counter.press('8', 400);
    counter.type(oil.slice(1), 10);
    counter.press('8', 400);
    counter.type(small.slice(1), 10);
    counter.press('Enter', 10);
    expect([counter.scans, counter.fields]).toEqual([[pasta, oil, small], { search: 'p' }]);
  });

  test('gives back the field it typed into, with what was typed by hand before', () => {
    const counter = aCounter({ target: 'field', field: 'search' });
    counter.type('olio', 220);
    counter.press('8', 300);
    counter.type(pasta.slice(1), 10);
    counter.press('Enter', 10);
    expect([counter.scans, counter.fields]).toEqual([[pasta], { search: 'olio' }]);
  });

  test('that starts at once after a key of a hand leaves that key alone', () => {
    const counter = aCounter({ target: 'field', field: 'quantity' });
    counter.press('3', 500);
    counter.press('8', 110);
    counter.type(pasta.slice(1), 10);
    counter.press('Enter', 10);
    expect([counter.scans, counter.fields]).toEqual([[pasta], { quantity: '3' }]);
  });

  test('gives back every field when the focus moves in the middle', () => {
    const counter = aCounter({ target: 'field', field: 'search' });
    counter.type(pasta.slice(0, 4), 10);
    counter.focusOn('field', 'note');
    counter.type(pasta.slice(4), 10);
    counter.press('Enter', 10);
    expect([counter.scans, counter.fields]).toEqual([[pasta], { search: '', note: '' }]);
  });

  test('into a quantity is a scan and never a quantity', () => {
    const counter = aCounter({ target: 'field', field: 'quantity' });
    counter.type('12', 250);
    counter.press('8', 300);
    counter.type(pasta.slice(1), 90);
    counter.press('Enter', 90);
    expect([counter.scans, counter.fields]).toEqual([[pasta], { quantity: '12' }]);
    expect(counter.reached).not.toContain('Enter');
  });

  test('on a focused button does not press it', () => {
    const counter = aCounter({ target: 'page' });
    counter.type(
      withCheckDigit('800123456780').replace(/.$/, (digit) => String((Number(digit) + 1) % 10)),
      90,
    );
    counter.press('Enter', 90);
    expect([counter.scans.length, counter.reached.includes('Enter')]).toEqual([1, false]);
  });

  test('that is fast but unknown is announced, not left in the field', () => {
    const counter = aCounter({ target: 'field', field: 'search' });
    counter.type('https://example.org/7', 10);
    counter.press('Enter', 10);
    expect([counter.scans, counter.fields]).toEqual([['https://example.org/7'], { search: '' }]);
  });

  test('reads digits from the key pressed, whatever the layout or Num Lock make of it', () => {
    const french = ['à', '&', 'é', '"', "'", '(', '-', 'è', '_', 'ç'];
    const keypad = [
      'Insert',
      'End',
      'ArrowDown',
      'PageDown',
      'ArrowLeft',
      'Clear',
      'ArrowRight',
      'Home',
      'ArrowUp',
      'PageUp',
    ];
    for (const [prefix, keys] of [
      ['Digit', french],
      ['Numpad', keypad],
    ] as const) {
      const counter = aCounter();
      for (const digit of pasta)
        counter.press(keys[Number(digit)] ?? '', 10, { code: prefix + digit, shift: false });
      counter.press('Enter', 10);
      expect(counter.scans).toEqual([pasta]);
    }
  });

  test('of two codes with nothing between them is two scans, where the lengths show it', () => {
    for (const codes of [
      [pasta, oil],
      [pasta, small],
      [card, pasta],
      [codiceFiscale, pasta, oil],
      [pasta, pasta],
    ]) {
      const counter = aCounter();
      counter.type(codes.join(''), 10);
      counter.press('Enter', 10);
      expect(counter.scans).toEqual(codes);
    }
  });

  test('longer than any code is cut, announced and not left in the field', () => {
    const counter = aCounter({ target: 'field', field: 'search' });
    counter.type('7'.repeat(1000), 2);
    counter.press('Enter', 2);
    expect([counter.scans, counter.fields]).toEqual([['7'.repeat(LONGEST_BURST)], { search: '' }]);
  });
});

describe('the group separator of GS1 codes', () => {
  const product = `01${`0${pasta}`}`;

  test('is read from Ctrl+], on an Italian layout too, and the shortcut reaches nothing', () => {
    for (const key of [']', '+', '\x1d']) {
      const counter = aCounter({ target: 'field', field: 'search' });
      counter.type(`${product}10L7`, 10);
      counter.press('Control', 10, { code: 'ControlLeft', ctrl: true });
      counter.press(key, 10, { code: 'BracketRight', ctrl: true });
      counter.type('17261231', 10);
      counter.press('Enter', 10);
      expect(counter.scans).toEqual([`${product}10L7\x1d17261231`]);
      expect(counter.reached).not.toContain(key);
    }
  });

  test('is read from Alt+0 2 9', () => {
    const counter = aCounter({ target: 'field', field: 'search' });
    counter.type(`${product}10L7`, 10);
    counter.press('Alt', 10, { code: 'AltLeft', alt: true });
    for (const digit of '029') counter.press(digit, 10, { code: `Numpad${digit}`, alt: true });
    counter.type('17261231', 10);
    counter.press('Enter', 10);
    expect([counter.scans, counter.fields]).toEqual([[`${product}10L7\x1d17261231`], { search: '' }]);
  });

  test('a scanner that sends every character as Alt and digits is read', () => {
    const counter = aCounter();
    for (const character of `${card}\r`) {
      counter.press('Alt', 5, { code: 'AltLeft', alt: true });
      for (const digit of `0${character.charCodeAt(0)}`)
        counter.press(digit, 5, { code: `Numpad${digit}`, alt: true });
    }
    counter.press('Shift', 5, { code: 'ShiftLeft' });
    expect(counter.scans).toEqual([card]);
  });
});

describe('a hand', () => {
  test('that types a name and Enter at 100 ms a key is not a scanner', () => {
    const counter = aCounter({ target: 'field', field: 'search' });
    counter.type('pasta di semola', 100);
    counter.press('Enter', 100);
    expect([counter.scans, counter.fields, counter.reached.at(-1)]).toEqual([
      [],
      { search: 'pasta di semola' },
      'Enter',
    ]);
  });

  test('that types a quantity on the till is not a scanner', () => {
    const counter = aCounter();
    counter.type('*12', 110);
    counter.press('Enter', 110);
    expect([counter.scans, counter.reached.join(' ')]).toEqual([[], '* 1 2 Enter']);
  });

  test('that types a PIN is not a scanner, even when the PIN looks like a code', () => {
    const counter = aCounter({ target: 'secret', field: 'pin' });
    counter.type(small, 110);
    counter.press('Enter', 110);
    counter.type('482915', 1);
    counter.press('Enter', 1);
    expect([counter.scans, counter.reached.filter((key) => key === 'Enter').length]).toEqual([[], 2]);
  });

  test('a card scanned into the PIN field is a scan, and the field is given back', () => {
    const counter = aCounter({ target: 'secret', field: 'pin' });
    counter.type(card, 10);
    counter.press('Enter', 10);
    expect([counter.scans, counter.fields]).toEqual([[card], { pin: '' }]);
  });

  test('that holds a key down, corrects itself or uses a shortcut is not a scanner', () => {
    const counter = aCounter({ target: 'field', field: 'search' });
    counter.type('7777777777777', 30, { repeat: true });
    counter.press('Enter', 30);
    counter.type(pasta.slice(0, 9), 10);
    counter.press('Backspace', 10);
    counter.type(pasta.slice(9), 10);
    counter.press('Enter', 10);
    counter.press('v', 10, { ctrl: true });
    counter.press('Enter', 10);
    expect([counter.scans, counter.reached.filter((key) => key === 'Enter').length]).toEqual([[], 3]);
  });

  test('that presses Enter alone always presses it', () => {
    const counter = aCounter();
    counter.type(pasta, 10);
    counter.press('Enter', 10);
    counter.press('Enter', 400);
    expect(counter.reached.filter((key) => key === 'Enter')).toHaveLength(1);
  });

  test('a field that wants its keys untouched has them', () => {
    const counter = aCounter({ target: 'off', field: 'free' });
    counter.type(pasta, 10);
    counter.press('Enter', 10);
    expect([counter.scans, counter.fields]).toEqual([[], { free: pasta }]);
  });
});
