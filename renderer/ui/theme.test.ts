import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const css = readFileSync(join(import.meta.dirname, 'theme.css'), 'utf8');
const colours = new Map(
  [...css.matchAll(/--([a-z-]+): (#[0-9a-f]{6});/g)].map((match) => [match[1] ?? '', match[2] ?? '']),
);

/** Relative luminance of WCAG 2.2. */
function luminance(name: string): number {
  const hex = colours.get(name);
  if (hex === undefined) throw new Error(`no colour ${name}`);
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((start) => {
    const part = Number.parseInt(hex.slice(start, start + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
  const [light = 0, dark = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

it('has text, borders of fields and the focus ring at 7:1 or more on what they stand on', () => {
  const grounds = ['paper', 'surface', 'sunken'];
  const pairs = [
    ...['ink', 'ink-soft', 'focus'].flatMap((ink) => grounds.map((ground) => [ink, ground])),
    ...['accent', 'danger', 'chosen', 'info', 'ok', 'warning', 'problem', 'bar'].map((ground) => [
      `${ground}-ink`,
      ground,
    ]),
    ['line', 'surface'],
    ['line', 'paper'],
    ['bar-ink-soft', 'bar'],
    ['accent-ink', 'accent-pressed'],
    ['problem-ink', 'surface'],
    ['ink', 'chosen'],
    ['focus', 'chosen'],
  ] as [string, string][]; // built of pairs just above
  const weak = pairs.filter(([one, other]) => contrast(one, other) < 7);
  expect(weak.map(([one, other]) => `${one} on ${other}: ${contrast(one, other).toFixed(2)}`)).toEqual([]);
});
