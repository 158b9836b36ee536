import {
  closeSync,
  existsSync,
  openSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { type DeviceId, deviceIdSchema } from '../../shared/domain/ids.ts';

export const HEAD_LOG_FILE = 'head.log';

/** The last operation that the database acknowledged, as kept outside of it. */
export type Head = { readonly deviceId: DeviceId; readonly seq: number; readonly hash: string };

const LINE = /^([0-9a-f-]{36}) (\d{1,16}) ([0-9a-f]{64})$/;
const TRIM_ABOVE_BYTES = 1024 * 1024;

/** The newest complete line; null where there is none. A line cut by a power failure is passed over. */
export function readHead(folder: string): Head | null {
  const file = join(folder, HEAD_LOG_FILE);
  if (!existsSync(file)) return null;
  for (const line of readFileSync(file, 'utf8').split('\n').reverse()) {
    const [, deviceId, seq, hash] = LINE.exec(line) ?? [];
    if (deviceId === undefined || hash === undefined) continue;
    return { deviceId: deviceIdSchema.parse(deviceId), seq: Number(seq), hash };
  }
  return null;
}

export type HeadLog = {
  readonly append: (deviceId: DeviceId, seq: number, hash: string) => void;
  readonly close: () => void;
};

/**
 * Opens the log for appending. Lines are written without a sync of their own: after a power cut the log may
 * be behind the database, which is harmless; it is ahead only when the database lost its tail, which is what
 * it is there to notice. A write that fails (full disk) is told and never makes a committed act look failed.
 */
export function openHeadLog(folder: string, onFailure: (error: unknown) => void): HeadLog {
  const file = join(folder, HEAD_LOG_FILE);
  trim(folder, file);
  const descriptor = openSync(file, 'a', 0o600);
  return {
    append: (deviceId, seq, hash) => {
      try {
        writeSync(descriptor, `${deviceId} ${seq} ${hash}\n`);
      } catch (error) {
        onFailure(error);
      }
    },
    close: () => closeSync(descriptor),
  };
}

/** Starts the log anew at a head: after a restore, whose chain begins again. */
export function writeHead(folder: string, head: Head): void {
  const file = join(folder, HEAD_LOG_FILE);
  writeFileSync(`${file}.new`, `${head.deviceId} ${head.seq} ${head.hash}\n`, { mode: 0o600, flush: true });
  renameSync(`${file}.new`, file);
}

function trim(folder: string, file: string): void {
  if (!existsSync(file) || statSync(file).size < TRIM_ABOVE_BYTES) return;
  const head = readHead(folder);
  if (head !== null) writeHead(folder, head);
}
