import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { A4PrinterChoice } from '../../shared/contract/papers-contract.ts';
import { createPaperDoor, openA4System } from './a4-printer.ts';

const PDF = Buffer.from('%PDF-1.7 one page');
const paper = { title: 'estratto-conto-0A1B2C3D', isDuplex: false };

/** Programs of the system in a folder of their own: shell scripts that keep what they were given. */
describe.skipIf(process.platform === 'win32')('an A4 paper', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'bancone-a4-'));
    mkdirSync(join(folder, 'bin'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const install = (name: string, script: string) => {
    writeFileSync(join(folder, 'bin', name), `#!/bin/sh\n${script}\n`);
    chmodSync(join(folder, 'bin', name), 0o755);
  };
  const doorTo = (choice: A4PrinterChoice) =>
    createPaperDoor(
      () => choice,
      openA4System('linux', { PATH: `${join(folder, 'bin')}:/usr/bin:/bin`, OUT: folder }),
    );
  const installPrinters = () => {
    install('lp', 'echo "$@" > "$OUT/arguments"\nfor last; do :; done\ncp "$last" "$OUT/printed.pdf"');
    install('lpstat', 'echo Ufficio\necho Magazzino');
  };

  test('goes to the printer that was chosen, whole, under a name without a person', async () => {
    installPrinters();
    expect(await doorTo({ type: 'chosen', printer: 'Ufficio' }).printPdf(PDF, paper)).toEqual({
      ok: true,
      value: { printer: 'Ufficio' },
    });
    expect(readFileSync(join(folder, 'printed.pdf'))).toEqual(PDF);
    expect(readFileSync(join(folder, 'arguments'), 'utf8')).toMatch(
      /^-t estratto-conto-0A1B2C3D -d Ufficio -o media=A4 -- /,
    );
  });

  test('goes to the printer that the system prefers, on both sides where asked', async () => {
    installPrinters();
    const printed = await doorTo({ type: 'preferred' }).printPdf(PDF, { ...paper, isDuplex: true });
    expect(printed).toEqual({ ok: true, value: { printer: null } });
    const given = readFileSync(join(folder, 'arguments'), 'utf8');
    expect(given).toContain('sides=two-sided-long-edge');
    expect(given).not.toContain('-d ');
  });

  test('leaves no copy behind', async () => {
    installPrinters();
    await doorTo({ type: 'preferred' }).printPdf(PDF, paper);
    const path = readFileSync(join(folder, 'arguments'), 'utf8').trim().split(' ').at(-1) ?? '';
    expect(() => readFileSync(path)).toThrow(/ENOENT/);
  });

  test('for a printer that is gone says which', async () => {
    install('lp', 'echo "lp: The printer or class does not exist." >&2\nexit 1');
    install('lpstat', 'echo Magazzino');
    expect(await doorTo({ type: 'chosen', printer: 'Ufficio' }).printPdf(PDF, paper)).toEqual({
      ok: false,
      error: { type: 'A4PrinterMissing', printer: 'Ufficio' },
    });
  });

  test('that the system refuses is said to be refused', async () => {
    install('lp', 'echo "lp: Bad request" >&2\nexit 1');
    install('lpstat', 'echo Ufficio');
    const printed = await doorTo({ type: 'chosen', printer: 'Ufficio' }).printPdf(PDF, paper);
    expect(printed).toEqual({ ok: false, error: { type: 'A4PrintRefused' } });
  });

  test('without any printer is an answer, not a crash', async () => {
    const nowhere = { ok: false, error: { type: 'NoA4Printer' } };
    install('lp', 'echo "lp: Error - no default destination available." >&2\nexit 1');
    install('lpstat', 'exit 1');
    expect(await doorTo({ type: 'preferred' }).printPdf(PDF, paper)).toEqual(nowhere);
    expect(await doorTo({ type: 'none' }).printPdf(PDF, paper)).toEqual(nowhere);
    const bare = openA4System('linux', { PATH: join(folder, 'empty') });
    expect(await createPaperDoor(() => ({ type: 'preferred' }), bare).printPdf(PDF, paper)).toEqual(nowhere);
    expect(await bare.listPrinters()).toEqual([]);
  });
});
