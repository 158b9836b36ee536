import { expect, test } from 'vitest';
import { hubStanding, SILENT_AFTER_MS } from './hub-standing.ts';

const heardAt = Date.UTC(2026, 10, 30, 9, 42);
const answering = { heardAt, problem: null, stoppedBecause: null, isTroubled: false } as const;

test.each([
  ['a hub that answered a moment ago answers', answering, heardAt + 26_000, 'answers'],
  ['one that has said nothing for a minute is silent', answering, heardAt + SILENT_AFTER_MS + 1, 'silent'],
  [
    'one that cannot be reached is silent at once',
    { ...answering, problem: 'Unreachable' },
    heardAt,
    'silent',
  ],
  ['one that has too much to do is there', { ...answering, problem: 'HubBusy' }, heardAt, 'answers'],
  [
    'an exchange that was stopped is no silence',
    { ...answering, stoppedBecause: 'Forked' },
    heardAt,
    'stopped',
  ],
  [
    'one that answers while the exchange fails is trouble',
    { ...answering, isTroubled: true },
    heardAt,
    'troubled',
  ],
  [
    'one that is there and is not believed is trouble, although nothing was heard of it',
    { ...answering, isTroubled: true },
    heardAt + SILENT_AFTER_MS + 1,
    'troubled',
  ],
  ['before the first answer nothing is said', { ...answering, heardAt: null }, heardAt, 'answers'],
] as const)('%s', (_name, status, nowMs, standing) => {
  expect(hubStanding(status, nowMs)).toBe(standing);
});
