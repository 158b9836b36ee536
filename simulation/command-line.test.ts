import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';

vi.setConfig({ testTimeout: 60_000 });

const run = (file: string, ...args: string[]) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(import.meta.dirname, file), ...args], {
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
};

test.each([
  ['run.ts', ['--foo'], "Unknown option '--foo'. Usage: npm run simulate -- [--seeds N]"],
  [
    'run.ts',
    ['--seeds', 'many'],
    '--seeds is a number from 1, not many. Usage: npm run simulate -- [--seeds N]',
  ],
  ['demo-network.ts', ['--foo'], "Unknown option '--foo'. Usage: npm run demo:network -- [--data FOLDER]"],
])('%s %s ends with a sentence and nothing begun', (file, args, sentence) => {
  const { status, stdout, stderr } = run(file, ...args);
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  expect(stderr).toContain(sentence);
  expect(stderr.trim().split('\n')).toHaveLength(1);
});
