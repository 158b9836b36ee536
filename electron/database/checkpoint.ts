import { statSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import type { Database } from 'better-sqlite3';

/** Commits between looks at the size of the write-ahead log. */
const LOOK_EVERY_COMMITS = 32;

/** So many sales are worth the two waits for the disk of a checkpoint; so is one import that wrote as much. */
const WORTHWHILE_COMMITS = 64;
const WORTHWHILE_BYTES = 4 * 1024 * 1024;

/** A round this short is the last one of the thread: what was written during it is as little. */
const SHORT_ROUND_PAGES = 128;

/** Rounds without a pause; then the next look goes on, in case the disk is too slow to ever catch up. */
const MAX_ROUNDS = 20;

export type CheckpointAnswer = { readonly logPages: number; readonly donePages: number };

export type Checkpointer = {
  readonly attach: (raw: Database, file: string, keyHex: string) => void;
  readonly schedule: () => void;
  /** Ends the thread before the database is closed: the last connection to close folds the log in. */
  readonly close: () => Promise<void>;
};

/**
 * Takes checkpoints off the hot path: a thread with a connection of its own copies the pages of the log into
 * the file while sales go on. Only when it has caught up, and after the answer to a command was given, the
 * few pages written meanwhile are finished here, so that the next commit starts the log from its beginning.
 */
export function createCheckpointer(): Checkpointer {
  let at: { raw: Database; file: string; keyHex: string } | null = null;
  let worker: Worker | null = null;
  let commits = 0;
  let commitsAtRound = 0;
  // The file keeps its size when the log starts again from its beginning: only growth says something.
  let bytesAtRound = 0;
  let rounds = 0;
  let doneBefore = 0;

  const finishHere = () => {
    rounds = 0;
    doneBefore = 0;
    if (at?.raw.open !== true || at.raw.inTransaction) return;
    try {
      at.raw.pragma('wal_checkpoint(PASSIVE)');
    } catch {
      // A full disk: the log has all of it, a later round tries again, and whoever writes meanwhile is told.
    }
  };
  const ask = () => {
    if (at === null) return;
    rounds += 1;
    commitsAtRound = commits;
    bytesAtRound = sizeOf(`${at.file}-wal`);
    worker ??= startWorker(at.file, at.keyHex, hear, () => {
      // As on a full disk: the log grows and sales go on, until a later round finds room with another thread.
      worker = null;
      rounds = 0;
      doneBefore = 0;
    });
    worker.postMessage('checkpoint');
  };
  const hear = ({ logPages, donePages }: CheckpointAnswer) => {
    const roundPages = donePages - doneBefore;
    doneBefore = donePages;
    const isHeldByReader = donePages < logPages;
    if (isHeldByReader || (roundPages > SHORT_ROUND_PAGES && rounds >= MAX_ROUNDS)) rounds = 0;
    else if (roundPages > SHORT_ROUND_PAGES) ask();
    else setImmediate(finishHere);
  };

  return {
    attach: (raw, file, keyHex) => {
      at = { raw, file, keyHex };
    },
    schedule: () => {
      commits += 1;
      if (at === null || rounds > 0 || commits % LOOK_EVERY_COMMITS !== 0) return;
      const isMany = commits - commitsAtRound >= WORTHWHILE_COMMITS;
      if (isMany || sizeOf(`${at.file}-wal`) - bytesAtRound >= WORTHWHILE_BYTES) ask();
    },
    close: async () => {
      at = null;
      if (worker === null) return;
      const ending = worker;
      worker = null;
      // Waited for: a process with nothing else to do must not end before the answer.
      ending.ref();
      const ended = new Promise<void>((resolve) => {
        ending.once('exit', () => resolve());
      });
      ending.postMessage('close');
      await ended;
    },
  };
}

function startWorker(
  file: string,
  keyHex: string,
  hear: (answer: CheckpointAnswer) => void,
  onFailure: () => void,
): Worker {
  const worker = new Worker(new URL('./checkpoint-worker.ts', import.meta.url), {
    workerData: { file, keyHex },
    // It runs one pragma: a heap of its own of the usual size would cost more than the counter's data.
    resourceLimits: { maxYoungGenerationSizeMb: 2, maxOldGenerationSizeMb: 48 },
  });
  worker.on('message', hear);
  worker.on('error', onFailure);
  // A process that has nothing else to do ends.
  worker.unref();
  return worker;
}

const sizeOf = (file: string): number => statSync(file, { throwIfNoEntry: false })?.size ?? 0;
