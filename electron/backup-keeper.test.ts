import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createBackupKeeper } from './backup-keeper.ts';
import { keepBackupFolder } from './database/backup-files.ts';
import { reachFolder } from './database/reach-folder.ts';
import { aFolder, removeFolder } from './folder-fixture.ts';
import { openLogs } from './logs.ts';

let folder = '';
let share = '';
beforeEach(() => {
  folder = aFolder();
  share = aFolder();
});
afterEach(() => {
  vi.useRealTimers();
  for (const each of [folder, share]) removeFolder(each);
});

test('a keeper that was closed while it looked into a folder takes no backup and looks no more', async () => {
  keepBackupFolder(folder, share);
  const logs = openLogs(folder);
  const [warned, failed] = [vi.spyOn(logs, 'warn'), vi.spyOn(logs, 'incident')];
  const isReady = vi.fn(() => true);
  const keeper = createBackupKeeper({
    dataFolder: folder,
    keyHex: 'ab'.repeat(32),
    now: Date.now,
    isReady,
    ownDevices: () => {
      throw new Error('the database is closed');
    },
    isRegisterBehind: async () => false,
    logs,
    announce: () => undefined,
  });
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  keeper.start();
  vi.advanceTimersByTime(60_000);
  await keeper.close();
  // What is asked of a folder is answered one after the other.
  await reachFolder(share, 'listNames', share);
  await new Promise((resolve) => setImmediate(resolve));
  vi.advanceTimersByTime(60 * 60_000);
  expect([isReady.mock.calls.length, warned.mock.calls, failed.mock.calls]).toEqual([1, [], []]);
  await logs.close();
});
