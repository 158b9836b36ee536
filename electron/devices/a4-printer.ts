import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { A4PrinterChoice, A4PrintFailure } from '../../shared/contract/papers-contract.ts';
import { err, ok, type Result } from '../../shared/domain/result.ts';

export type A4PrintResult = Result<{ readonly printer: string | null }, A4PrintFailure>;

export type A4Paper = {
  /** What the system's queue calls it: a code, never a person. */
  readonly title: string;
  /** Both sides, turned over the long edge; else as the printer is set. */
  readonly isDuplex: boolean;
};

/** The one door that A4 papers leave this counter by. */
export type PaperDoor = {
  readonly printPdf: (pdf: Uint8Array, paper: A4Paper) => Promise<A4PrintResult>;
  readonly printFile: (path: string, paper: A4Paper) => Promise<A4PrintResult>;
};

/** What a system can do with a file; `printer` null is the one that it prefers. */
export type A4System = {
  readonly listPrinters: () => Promise<readonly string[]>;
  readonly print: (
    path: string,
    paper: A4Paper & { readonly printer: string | null },
  ) => Promise<Result<null, A4PrintFailure>>;
};

/** Prints where this counter was told to. `findChoice` is asked each time: it may have been changed meanwhile. */
export function createPaperDoor(findChoice: () => A4PrinterChoice, system: A4System): PaperDoor {
  const printFile: PaperDoor['printFile'] = async (path, paper) => {
    const choice = findChoice();
    if (choice.type === 'none') return err({ type: 'NoA4Printer' });
    const printer = choice.type === 'chosen' ? choice.printer : null;
    const printed = await system.print(path, { ...paper, printer });
    return printed.ok ? ok({ printer }) : printed;
  };
  return {
    printFile,
    printPdf: async (pdf, paper) => {
      // A folder that only this user can read; the system has its own copy once it answers.
      const folder = await mkdtemp(join(tmpdir(), 'bancone-paper-'));
      try {
        const path = join(folder, 'paper.pdf');
        await writeFile(path, pdf, { mode: 0o600 });
        return await printFile(path, paper);
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    },
  };
}

/** CUPS through `lp` on Linux and macOS, the printers of Windows through SumatraPDF. */
export const openA4System = (
  platform: NodeJS.Platform = process.platform,
  env: NodeJS.ProcessEnv = process.env,
): A4System => (platform === 'win32' ? windowsSystem : cupsSystem(env));

/** A queue that hangs must not keep a person waiting. */
const ANSWER_MS = 30_000;

function cupsSystem(given: NodeJS.ProcessEnv): A4System {
  // What `lp` says is read in English whatever the PC speaks.
  const env = { ...given, LC_ALL: 'C' };
  const listPrinters = async () => {
    const listed = await run('lpstat', ['-e'], env);
    return listed.type === 'done' ? listed.output.split('\n').filter((line) => line !== '') : [];
  };
  return {
    listPrinters,
    print: async (path, { title, isDuplex, printer }) => {
      const done = await run(
        'lp',
        [
          '-t',
          title,
          ...(printer === null ? [] : ['-d', printer]),
          '-o',
          'media=A4',
          ...(isDuplex ? ['-o', 'sides=two-sided-long-edge'] : []),
          '--',
          path,
        ],
        env,
      );
      if (done.type === 'done') return ok(null);
      if (done.type === 'notFound') return err({ type: 'NoA4Printer' });
      const known = await listPrinters();
      if (printer === null && (known.length === 0 || /default destination/i.test(done.output))) {
        return err({ type: 'NoA4Printer' });
      }
      const isMissing = printer !== null && !known.includes(printer);
      return err(isMissing ? { type: 'A4PrinterMissing', printer } : { type: 'A4PrintRefused' });
    },
  };
}

type Ran =
  | { readonly type: 'done'; readonly output: string }
  | { readonly type: 'failed'; readonly output: string }
  /** The system has no such program. */
  | { readonly type: 'notFound' };

const run = (program: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<Ran> =>
  new Promise((resolve) => {
    execFile(program, args, { env, timeout: ANSWER_MS }, (error, output, complaint) => {
      if (error === null) resolve({ type: 'done', output });
      else if (error.code === 'ENOENT') resolve({ type: 'notFound' });
      else resolve({ type: 'failed', output: complaint });
    });
  });

const windowsSystem: A4System = {
  listPrinters: async () => {
    const { getPrinters } = await import('pdf-to-printer');
    try {
      return (await getPrinters()).map(({ name }) => name);
    } catch {
      return []; // a PC without the service that prints
    }
  },
  print: async (path, { isDuplex, printer }) => {
    const { print } = await import('pdf-to-printer');
    try {
      await print(path, {
        silent: true,
        scale: 'noscale',
        paperSize: 'A4',
        sumatraPdfPath: findSumatra(),
        ...(printer === null ? {} : { printer }),
        ...(isDuplex ? { side: 'duplexlong' } : {}),
      });
      return ok(null);
    } catch {
      const known = await windowsSystem.listPrinters();
      if (printer !== null && !known.includes(printer)) return err({ type: 'A4PrinterMissing', printer });
      return err({ type: known.length === 0 ? 'NoA4Printer' : 'A4PrintRefused' });
    }
  },
};

/** Beside the library; in the packed application a program lies outside the archive. */
function findSumatra(): string {
  const folder = dirname(createRequire(import.meta.url).resolve('pdf-to-printer'));
  return join(folder, 'SumatraPDF-3.4.6-32.exe').replace('app.asar', 'app.asar.unpacked');
}
