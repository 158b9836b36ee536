import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createRecovery, isRecoveryCodeRight, RECOVERY_FILE, unwrapKey } from './recovery-code.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bancone-recovery-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const key = randomBytes(32);
const fileOf = () => join(folder, RECOVERY_FILE);

describe('the recovery code', () => {
  test('is seven groups of four symbols and gives the key back', () => {
    const { code } = createRecovery(folder, key);
    expect(code).toMatch(/^([0-9A-HJKMNP-TV-Z]{4} ){6}[0-9A-HJKMNP-TV-Z]{4}$/);
    expect(unwrapKey(fileOf(), code)).toEqual({ ok: true, value: key });
  });

  test('is understood as people type it', () => {
    const { code } = createRecovery(folder, key, (count) => Buffer.from([...Array(count).keys()]));
    const typed = code.toLowerCase().replaceAll('0', 'o').replaceAll('1', 'l').replaceAll(' ', '-');
    expect(typed).not.toBe(code);
    expect(isRecoveryCodeRight(folder, ` ${typed} `)).toBe(true);
  });

  test('tells a mistyped code from another counter’s code', () => {
    const { code } = createRecovery(folder, key);
    const other = createRecovery(folder, key).code;
    const swapped = `${code.slice(1, 2)}${code.slice(0, 1)}${code.slice(2)}`;
    const typed = swapped === code ? `${code}0` : swapped;
    expect(unwrapKey(fileOf(), typed)).toEqual({ ok: false, error: { type: 'MistypedCode' } });
    expect(unwrapKey(fileOf(), code)).toEqual({ ok: false, error: { type: 'WrongCode' } });
    expect(unwrapKey(join(folder, 'none.json'), other)).toEqual({
      ok: false,
      error: { type: 'RecoveryMissing' },
    });
  });

  test('is not in the file that it opens, and neither is the key', () => {
    const { code } = createRecovery(folder, key);
    const content = readFileSync(fileOf(), 'utf8');
    expect(content).not.toContain(code.slice(0, 9));
    expect(content).not.toContain(key.toString('base64'));
    expect(content).not.toContain(key.toString('hex'));
  });
});
