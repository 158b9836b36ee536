import { describe, expect, it } from 'vitest';
import { createShortcutStack, type FocusPlace, type PressedKey, shortcutOf } from './shortcuts.ts';

const pressed = (key: string, more: Partial<PressedKey> = {}): PressedKey => ({
  key,
  ctrlKey: false,
  altKey: false,
  shiftKey: false,
  repeat: false,
  isComposing: false,
  ...more,
});

function aScreen() {
  const stack = createShortcutStack();
  const done: string[] = [];
  const press = (key: string, place: FocusPlace = 'screen', more: Partial<PressedKey> = {}) => {
    const { outcome, handler } = stack.press(pressed(key, more), place);
    handler?.();
    return outcome;
  };
  return { stack, done, press };
}

describe('shortcuts', () => {
  it('runs the handler of the key, also while somebody types', () => {
    const { stack, done, press } = aScreen();
    stack.add(undefined, 'F9', () => done.push('pay'));
    expect([press('F9'), press('F9', 'text'), press('F8'), press('a', 'text'), done]).toEqual([
      'run',
      'run',
      'swallow',
      'ignore',
      ['pay', 'pay'],
    ]);
  });

  it('leaves Enter to a button and Space to a box, where Enter does nothing of its own', () => {
    const { stack, press } = aScreen();
    stack.add(undefined, 'Enter', () => undefined);
    stack.add(undefined, 'Space', () => undefined);
    expect([
      press('Enter', 'control'),
      press(' ', 'control'),
      press('Enter', 'box'),
      press(' ', 'box'),
    ]).toEqual(['ignore', 'ignore', 'run', 'ignore']);
  });

  it('does nothing for a key that is held down, and keeps it from the browser', () => {
    const { stack, done, press } = aScreen();
    stack.add(undefined, 'F9', () => done.push('pay'));
    const outcomes = [
      press('F9'),
      ...Array.from({ length: 20 }, () => press('F9', 'screen', { repeat: true })),
    ];
    expect([new Set(outcomes.slice(1)), done]).toEqual([new Set(['swallow']), ['pay']]);
  });

  it('lets a dialog win over the screen behind, even for keys that the dialog does not use', () => {
    const { stack, done, press } = aScreen();
    stack.add(undefined, 'F9', () => done.push('pay'));
    const dialog = stack.openLayer();
    const remove = stack.add(dialog.layer, 'Escape', () => done.push('close'));
    expect([press('F9'), press('Escape')]).toEqual(['swallow', 'run']);
    remove();
    dialog.close();
    expect([press('Escape'), press('F9'), done]).toEqual(['ignore', 'run', ['close', 'pay']]);
  });

  it('gives the key to the part that asked last, and back when that part is gone', () => {
    const { stack, done, press } = aScreen();
    stack.add(undefined, 'F2', () => done.push('first'));
    const remove = stack.add(undefined, 'F2', () => done.push('second'));
    press('F2');
    remove();
    remove();
    press('F2');
    expect(done).toEqual(['second', 'first']);
  });

  it('leaves letters, Enter and editing keys to who is using them', () => {
    const { stack, press } = aScreen();
    for (const key of ['1', 'Enter', 'Delete', 'Escape']) stack.add(undefined, key, () => undefined);
    expect([press('1', 'text'), press('Delete', 'text'), press('Enter', 'control')]).toEqual(
      Array(3).fill('ignore'),
    );
    expect([press('1'), press('Enter', 'text'), press('Delete', 'control')]).toEqual(['wait', 'run', 'run']);
    expect([press('Enter', 'long-text'), press('Escape', 'open-list')]).toEqual(['ignore', 'ignore']);
    expect([press('Escape', 'text'), press('Escape', 'long-text')]).toEqual(['run', 'run']);
  });

  it('takes a character at once, and in a field too, where the part insists on it', () => {
    const { stack, press } = aScreen();
    stack.add(undefined, '*', () => undefined, { whileTyping: true });
    expect([press('*', 'text'), press('*', 'screen', { shiftKey: true })]).toEqual(['run', 'run']);
  });

  it('names keys the same on every keyboard', () => {
    expect([
      shortcutOf(pressed('z', { ctrlKey: true })),
      shortcutOf(pressed('*', { shiftKey: true })),
      shortcutOf(pressed('F9', { shiftKey: true })),
      shortcutOf(pressed(' ')),
    ]).toEqual(['Ctrl+Z', '*', 'Shift+F9', 'Space']);
  });
});
