import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Logger as Pino, pino } from 'pino';
import { createStream, type RotatingFileStream } from 'rotating-file-stream';

/** Log files of this counter: rotating, without personal data. Only codes, names of commands, figures. */
export type Logs = {
  readonly info: (event: string, figures?: Record<string, string | number | boolean>) => void;
  readonly warn: (event: string, figures?: Record<string, string | number | boolean>) => void;
  /** Writes a failure with its stack; gives the code shown to the person, by which it is found here. */
  readonly incident: (event: string, error: unknown) => string;
  /** A screen's failure, under the code that the screen has shown already. */
  readonly screenIncident: (incident: string, name: string, stack: string) => void;
  readonly close: () => Promise<void>;
};

export const LOG_FOLDER = 'logs';
export const LOG_FILE = 'bancone.log';

/** A log that could not be written is tried again no sooner. */
const OPEN_AGAIN_MS = 1000;

/**
 * 5 MB a file, 10 files: weeks of a busy counter. A log that cannot be written (full disk) must not stop the till: the system's
 * own error stream is told, and the file is opened again for what comes a moment later.
 */
function openLogFile(folder: string) {
  let mayOpenAtMs = Number.NEGATIVE_INFINITY;
  let isClosed = false;
  const open = (): RotatingFileStream => {
    const opened = createStream(LOG_FILE, { path: folder, size: '5M', maxFiles: 10 });
    opened.on('error', (error) => {
      process.stderr.write(`log file: ${error.name}\n`);
      if (stream === opened) stream = null;
      mayOpenAtMs = performance.now() + OPEN_AGAIN_MS;
    });
    return opened;
  };
  let stream: RotatingFileStream | null = open();
  return {
    write: (line: string): void => {
      if (stream === null && !isClosed && performance.now() >= mayOpenAtMs) stream = open();
      stream?.write(line);
    },
    close: (): Promise<void> => {
      isClosed = true;
      return new Promise((resolve) => (stream === null ? resolve() : stream.end(() => resolve())));
    },
  };
}

export function openLogs(dataFolder: string): Logs {
  const folder = join(dataFolder, LOG_FOLDER);
  mkdirSync(folder, { recursive: true });
  const file = openLogFile(folder);
  const logger: Pino = pino({ base: null, timestamp: pino.stdTimeFunctions.isoTime }, file);
  return {
    info: (event, figures = {}) => logger.info(figures, event),
    warn: (event, figures = {}) => logger.warn(figures, event),
    incident: (event, error) => {
      const incident = newIncidentCode();
      logger.error({ incident, ...describe(error) }, event);
      return incident;
    },
    screenIncident: (incident, name, stack) => {
      logger.error({ incident, name, stack: linesOfStack(stack) }, 'screen failed');
    },
    close: file.close,
  };
}

/** Logs are opened for this one line: while there is no counter, another process may be writing them. */
export function logOnce(dataFolder: string, event: string, error: unknown): string {
  const logs = openLogs(dataFolder);
  const code = logs.incident(event, error);
  void logs.close();
  return code;
}

const newIncidentCode = (): string => randomBytes(2).toString('hex').toUpperCase();

/** Name, code, message and stack. Messages of this project's own errors hold no personal data. */
function describe(error: unknown): Record<string, string> {
  if (!(error instanceof Error)) return { thrown: typeof error };
  const code = 'code' in error && typeof error.code === 'string' ? { code: error.code } : {};
  // Messages of schemas quote what they were given.
  const message = error.name === 'ZodError' ? 'a value does not fit its schema' : error.message;
  return { name: error.name, ...code, message, stack: linesOfStack(error.stack ?? '') };
}

/** A stack begins with the message, which may quote what somebody typed: only its places are kept. */
const linesOfStack = (stack: string): string =>
  stack
    .split('\n')
    .filter((line) => line.startsWith('    at '))
    .slice(0, 40)
    .join('\n');
