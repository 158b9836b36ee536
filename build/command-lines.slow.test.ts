import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

const projectFolder = join(import.meta.dirname, '..');

describe('a command line that cannot be read is told in one sentence', () => {
  test.each([
    ['build/restore.ts', ['--form', 'x'], /^Unknown option '--form'\. Usage: npm run restore -- .*$/],
    ['build/restore.ts', [], /^--data needs a folder\. Usage: npm run restore -- .*$/],
    ['build/rebuild.ts', ['--dtaa', 'x'], /^Unknown option '--dtaa'\. Usage: npm run rebuild -- .*$/],
    ['build/rebuild.ts', [], /^--data needs a folder\. Usage: npm run rebuild -- .*$/],
    ['build/import-catalogue.ts', ['--dryrun'], /^Unknown option '--dryrun'\. Usage: npm run import -- .*$/],
    ['build/import-catalogue.ts', [], /^A file is needed\. Usage: npm run import -- .*$/],
    ['bench/run.ts', ['till', '--fast'], /^Unknown option '--fast'\. Usage: npm run bench -- .*$/],
    ['bench/run.ts', ['tills'], /^One benchmark is named\. Usage: npm run bench -- .*$/],
    ['hub/ordeal/run.ts', ['--kill', '1'], /^Unknown option '--kill'\. Usage: npm run hub:ordeal -- .*$/],
    ['hub/ordeal/run.ts', ['--kills', 'a'], /^--kills is a number from 0, not a\. Usage: .*$/],
    ['simulation/run.ts', ['--seed', '1'], /^Unknown option '--seed'\. Usage: npm run simulate -- .*$/],
    ['simulation/run.ts', ['--seeds', 'a'], /^--seeds is a number from 1, not a\. Usage: .*$/],
    ['simulation/demo-network.ts', ['--date'], /^Unknown option '--date'\. Usage: npm run demo:network .*$/],
  ] as const)(
    '%s %s',
    (program, args, sentence) => {
      const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], {
        cwd: projectFolder,
        encoding: 'utf8',
        // What goes on in spite of it is ended: there is no data to wait for.
        timeout: 20_000,
      });
      expect({ status, stdout, told: stderr.trimEnd() }).toEqual({
        status: 2,
        stdout: '',
        told: expect.stringMatching(sentence),
      });
    },
    30_000,
  );
});
