import { expect, test } from 'vitest';
import { createHeldKeys, HELD_AT_MOST_MS, type HeldKey, MOST_HELD_KEYS } from './held-keys.ts';

/** A screen that uses the keys it is told to, a clock that a test moves, and what was pressed again. */
function aScreen() {
  let nowMs = 1_000;
  const timers: { run: () => void; atMs: number }[] = [];
  const used = new Set<string>();
  const delivered: string[] = [];
  const keys = createHeldKeys({
    now: () => nowMs,
    later: (run, ms) => {
      const timer = { run, atMs: nowMs + ms };
      timers.push(timer);
      return () => void timers.splice(timers.indexOf(timer), timers.includes(timer) ? 1 : 0);
    },
    isTaken: ({ key }) => used.has(key),
    deliver: ({ key }, isInBurst) => delivered.push(isInBurst ? `${key}~` : key),
  });
  const pass = (ms: number): void => {
    const untilMs = nowMs + ms;
    for (;;) {
      const next = timers.filter(({ atMs }) => atMs <= untilMs).sort((a, b) => a.atMs - b.atMs)[0];
      if (next === undefined) break;
      timers.splice(timers.indexOf(next), 1);
      nowMs = Math.max(nowMs, next.atMs);
      next.run();
    }
    nowMs = untilMs;
  };
  const aKey = (key: string): HeldKey => ({
    key,
    code: key,
    ctrlKey: false,
    altKey: false,
    shiftKey: false,
    metaKey: false,
    atMs: nowMs,
  });
  /** As the listeners do: kept before anything hears it, used, or kept because nothing used it. */
  const press = (...pressed: readonly string[]): void => {
    for (const name of pressed) {
      const key = aKey(name);
      if (!keys.takes(key) && !used.has(name)) keys.takeUnused(key);
      pass(150);
    }
  };
  return { keys, used, delivered, press, pass, aKey };
}

test('while the screens change every key is kept, and pressed again in its order on the new one', () => {
  const { keys, used, delivered, press, pass } = aScreen();
  for (const key of ['F6', 'r', 'o', 'Enter']) used.add(key);
  keys.setLeaving(true);
  press('F6', 'r', 'o', 'Enter');
  pass(1_000);
  expect(delivered).toEqual([]);
  keys.setLeaving(false);
  pass(200);
  expect(delivered).toEqual(['F6', 'r', 'o', 'Enter']);
});

test('before the first answer of a part only what nothing uses is kept, and comes when the answer does', () => {
  const { keys, used, delivered, press, pass } = aScreen();
  used.add('F3');
  keys.setOpening('answer', true);
  press('F3', 'ArrowDown', 'ArrowDown', 'Enter');
  used.add('ArrowDown').add('Enter');
  pass(0);
  keys.setOpening('answer', false);
  pass(500);
  expect(delivered).toEqual(['ArrowDown', 'ArrowDown', 'Enter']);
});

test('who goes elsewhere while a part waits takes nothing along of what was for that part', () => {
  const { keys, used, delivered, press, pass } = aScreen();
  used.add('F1');
  keys.setOpening('answer', true);
  press('F6', 'x', 'F1');
  keys.setOpening('answer', false);
  pass(1_000);
  expect(delivered).toEqual([]);
});

test('a scan among the kept keys is taken out whole, and what was typed before it stays', () => {
  const { keys, delivered, press, pass, aKey } = aScreen();
  keys.setLeaving(true);
  press('a');
  for (const digit of '8000003028713') {
    keys.takes(aKey(digit));
    pass(10);
  }
  keys.setLeaving(false);
  pass(0);
  // The answer came in the middle of the scan: nothing of it is typed anywhere.
  expect(delivered).toEqual(['a']);
  keys.forgetBurst();
  pass(1_000);
  expect(delivered).toEqual(['a']);
});

test('keys of one burst say so, because a bare digit among them opens no part', () => {
  const { keys, delivered, pass, aKey } = aScreen();
  keys.setLeaving(true);
  for (const key of ['4', 'x']) {
    keys.takes(aKey(key));
    pass(50);
  }
  pass(200);
  keys.takes(aKey('9'));
  keys.setLeaving(false);
  pass(1_000);
  expect(delivered).toEqual(['4~', 'x~', '9']);
});

test('a key that is pressed again because nothing happened is meant once', () => {
  const { keys, delivered, press, pass } = aScreen();
  keys.setOpening('answer', true);
  press('F6', 'F6', 'F6', 'Escape');
  keys.setOpening('answer', false);
  pass(1_000);
  expect(delivered).toEqual(['F6', 'Escape']);
});

test('each letter that is taken back is one, as each arrow is', () => {
  const { keys, delivered, press, pass } = aScreen();
  keys.setLeaving(true);
  press('r', 'p', 'q', 'Backspace', 'Backspace', 'o');
  keys.setLeaving(false);
  pass(1_000);
  expect(delivered).toEqual(['r', 'p', 'q', 'Backspace', 'Backspace', 'o']);
});

test('what carries out or strikes off what nobody has seen yet is not kept for an answer', () => {
  const { keys, delivered, press, pass } = aScreen();
  keys.setOpening('answer', true);
  press('F9', 'Delete');
  keys.setOpening('answer', false);
  pass(1_000);
  expect(delivered).toEqual([]);
});

test('keys are kept for a while and so many, not for ever', () => {
  const { keys, delivered, press, pass, aKey } = aScreen();
  keys.setOpening('answer', true);
  press('x');
  pass(HELD_AT_MOST_MS);
  keys.setOpening('answer', false);
  pass(1_000);
  expect(delivered).toEqual([]);
  keys.setLeaving(true);
  for (let count = 0; count < MOST_HELD_KEYS + 5; count++) keys.takes(aKey('ArrowDown'));
  keys.setLeaving(false);
  pass(HELD_AT_MOST_MS);
  expect(delivered).toHaveLength(MOST_HELD_KEYS);
});

test('a scan waits for a part that opens, and not longer than keys do', async () => {
  const { keys, pass } = aScreen();
  const told: string[] = [];
  keys.setOpening('answer', true);
  void keys.whenIdle().then(() => told.push('idle'));
  pass(500);
  await Promise.resolve();
  expect(told).toEqual([]);
  keys.setOpening('answer', false);
  pass(0);
  await Promise.resolve();
  expect(told).toEqual(['idle']);
  keys.setOpening('answer', true);
  void keys.whenIdle().then(() => told.push('tired'));
  pass(HELD_AT_MOST_MS);
  await Promise.resolve();
  expect(told).toEqual(['idle', 'tired']);
});
