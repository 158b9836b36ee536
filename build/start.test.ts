import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { findChromium } from './find-chromium.mjs';

const projectFolder = join(import.meta.dirname, '..');
const folder = mkdtempSync(join(tmpdir(), 'bancone-start-'));
afterAll(() => rmSync(folder, { recursive: true }));

test.each([
  [['--colour'], /--colour/],
  [['somewhere'], /somewhere/],
  [['--host', 'opera'], /--host opera is unknown/],
  [['--port', '70000'], /--port 70000 is not a port/],
  [['--port', '8o80'], /--port 8o80 is not a port/],
  [['--data='], /--data needs a folder/],
])('npm start -- %s says in one line what is wrong, before it installs or builds anything', (args, words) => {
  const ended = spawnSync(process.execPath, ['build/start.mjs', ...args], {
    cwd: projectFolder,
    encoding: 'utf8',
  });
  expect(ended.status).toBe(2);
  expect(ended.stdout).toBe('');
  expect(ended.stderr).toMatch(words);
  expect(ended.stderr.trimEnd().split('\n')).toHaveLength(1);
});

test.runIf(process.platform !== 'win32')(
  'the browser for the tests is the one that is named, else one on the PATH',
  () => {
    const named = join(folder, 'my-browser');
    const onPath = join(folder, 'google-chrome');
    for (const file of [named, onPath]) {
      writeFileSync(file, '#!/bin/sh\n');
      chmodSync(file, 0o755);
    }
    expect(findChromium({ BANCONE_CHROMIUM: named, PATH: folder }, 'linux')).toBe(named);
    expect(findChromium({ PATH: folder }, 'linux')).toBe(onPath);
    expect(findChromium({ PATH: join(folder, 'nothing') }, 'linux')).toBeUndefined();
  },
);

test('a browser that is named but not there is not replaced by another', () => {
  expect(findChromium({ BANCONE_CHROMIUM: join(folder, 'absent'), PATH: folder }, 'linux')).toBeUndefined();
});
