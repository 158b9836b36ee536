import { parentPort, workerData } from 'node:worker_threads';
import Sqlite from 'better-sqlite3';
import { assert } from '../../shared/domain/result.ts';
import type { CheckpointAnswer } from './checkpoint.ts';

const { file, keyHex }: { file: string; keyHex: string } = workerData;
assert(parentPort !== null, 'this file runs as a worker');
const port = parentPort;

const raw = new Sqlite(file, { fileMustExist: true });
raw.pragma("cipher='sqlcipher'");
raw.pragma(`key="x'${keyHex}'"`);
// The log is on the disk before its pages go to the file, whatever the driver's default.
raw.pragma('synchronous = FULL');
raw.pragma('wal_autocheckpoint = 0');
raw.pragma('cache_size = -2048');

port.on('message', (asked: 'checkpoint' | 'close') => {
  if (asked === 'close') {
    raw.close();
    port.close();
    return;
  }
  port.postMessage(checkpoint());
});

/** Passive: it waits for nobody, and nobody waits for it. */
function checkpoint(): CheckpointAnswer {
  const [row] = raw.pragma('wal_checkpoint(PASSIVE)') as { log: number; checkpointed: number }[]; // the pragma's columns
  return { logPages: row?.log ?? -1, donePages: row?.checkpointed ?? -1 };
}
