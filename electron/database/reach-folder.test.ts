import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { lookInto } from '../statements/file-place.ts';
import { ANSWER_WITHIN_MS, reachFolder } from './reach-folder.ts';
import { runMaintenance } from './run-maintenance.ts';

vi.mock(import('./run-maintenance.ts'), { spy: true });
beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
  vi.resetAllMocks();
});

/** A share whose server is off, until it answers. */
function aSilentShare() {
  let answer: (output: unknown) => void = () => undefined;
  const silence = new Promise<unknown>((resolve) => {
    answer = resolve;
  });
  vi.mocked(runMaintenance).mockImplementation((async () => silence) as typeof runMaintenance); // whatever is asked, it is silent
  return { answer, asked: () => vi.mocked(runMaintenance).mock.calls.length };
}

const look = () => reachFolder('/share', 'listNames', '/share');
const AWAY = { ok: false, error: { type: 'FolderMissing' } };

test('a folder that is silent counts as missing after a while, then at once, and is asked again when it has answered', async () => {
  const share = aSilentShare();
  const first = look();
  await vi.advanceTimersByTimeAsync(ANSWER_WITHIN_MS);
  expect(await first).toEqual(AWAY);
  expect([await look(), await look(), share.asked()]).toEqual([AWAY, AWAY, 1]);
  expect(await Promise.race([reachFolder('/stick', 'listNames', '/stick'), 'asked'])).toBe('asked');
  share.answer(['a.pdf']);
  await vi.advanceTimersByTimeAsync(0);
  expect(await look()).toEqual({ ok: true, value: ['a.pdf'] });
});

test('the batches of one silent share hang in one thread, and each says that its folder is away', async () => {
  const share = aSilentShare();
  const looks = Promise.all(['/offices/a', '/offices/b', '/offices/c'].map((folder) => lookInto(folder)));
  await vi.advanceTimersByTimeAsync(ANSWER_WITHIN_MS);
  expect((await looks).map((placeOf) => placeOf('1.pdf'))).toEqual([
    'folderAway',
    'folderAway',
    'folderAway',
  ]);
  expect(share.asked()).toBe(1);
  share.answer([]);
});
