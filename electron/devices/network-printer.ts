import { createConnection, type Socket } from 'node:net';
import type { PrintError, Printer } from '../../shared/domain/printer.ts';
import { err, ok, type Result } from '../../shared/domain/result.ts';

export type NetworkPrinterTimeouts = {
  readonly connectMs: number;
  /** A printer that talks at all answers a status question at once, even while it prints. */
  readonly statusMs: number;
  /** For the operating system to take the whole receipt, which is a few kilobytes. */
  readonly writeMs: number;
  /** From the last byte sent to the printer's word that it has processed it: the time to print. */
  readonly confirmMs: number;
};

const defaultTimeouts: NetworkPrinterTimeouts = {
  connectMs: 3000,
  statusMs: 800,
  writeMs: 10_000,
  confirmMs: 15_000,
};

/**
 * Sends a receipt to a network printer over TCP. Before the first byte it asks for the printer's state, so
 * that a missing paper is found while nothing is on it. After the last one it asks a question that waits in
 * the printer's buffer behind the receipt: its answer means printed. A printer that answers no question is
 * believed when it has taken everything and the connection ended in order. An aborted `signal` drops the
 * connection as a cut cable does, and the answer tells how far it came.
 */
export async function sendToNetworkPrinter(
  printer: Pick<Printer, 'host' | 'port'>,
  bytes: Uint8Array,
  timeouts: NetworkPrinterTimeouts = defaultTimeouts,
  signal?: AbortSignal,
): Promise<Result<void, PrintError>> {
  const connected = await connect(printer, timeouts.connectMs, signal);
  if (!connected.ok) return connected;
  const connection = connected.value;
  try {
    const before = await askStatus(connection, timeouts.statusMs);
    if (connection.isClosed()) return err({ type: 'PrinterUnreachable', code: connection.closeCode() });
    if (before !== 'Ready' && before !== 'NoAnswer') return err({ type: before });
    const hasTakenAll = await write(connection, bytes, timeouts.writeMs);
    if (!hasTakenAll) return err(connectionLost(connection, bytes));
    return before === 'Ready'
      ? await confirm(connection, bytes, timeouts)
      : await endInOrder(connection, bytes, timeouts.confirmMs);
  } finally {
    connection.socket.destroy();
  }
}

type Connection = {
  readonly socket: Socket;
  /** First byte that arrives from now on and fits, or null after the time or when the connection closes. */
  readonly nextByte: (fits: (byte: number) => boolean, withinMs: number) => Promise<number | null>;
  readonly isClosed: () => boolean;
  readonly closeCode: () => string;
};

function connect(
  printer: Pick<Printer, 'host' | 'port'>,
  connectMs: number,
  signal: AbortSignal | undefined,
): Promise<Result<Connection, PrintError>> {
  return new Promise((resolve) => {
    // allowHalfOpen is not wanted: a printer that ends the connection takes no more of the receipt.
    const socket = createConnection({ host: printer.host, port: printer.port, noDelay: true });
    let errorCode = '';
    const timer = setTimeout(() => giveUp('ETIMEDOUT'), connectMs);
    // With an error, so that the end of the connection is never taken for one in order.
    const drop = () => socket.destroy(Object.assign(new Error('aborted'), { code: 'ECONNABORTED' }));
    socket.once('close', () => signal?.removeEventListener('abort', drop));
    if (signal?.aborted === true) drop();
    else signal?.addEventListener('abort', drop, { once: true });
    const giveUp = (code: string) => {
      clearTimeout(timer);
      socket.destroy();
      resolve(err({ type: 'PrinterUnreachable', code: code.slice(0, 40) }));
    };
    socket.on('error', (error) => {
      errorCode = 'code' in error && typeof error.code === 'string' ? error.code : 'UNKNOWN';
      giveUp(errorCode);
    });
    socket.once('connect', () => {
      clearTimeout(timer);
      resolve(ok(listenTo(socket, () => errorCode)));
    });
  });
}

function listenTo(socket: Socket, errorCode: () => string): Connection {
  let offer: ((byte: number | null) => void) | null = null;
  let isClosed = false;
  socket.on('data', (chunk: Uint8Array) => {
    for (const byte of chunk) offer?.(byte);
  });
  const closed = () => {
    isClosed = true;
    offer?.(null);
  };
  socket.once('close', closed);
  socket.once('end', closed);
  return {
    socket,
    isClosed: () => isClosed || socket.destroyed,
    closeCode: () => (errorCode() === '' ? 'ECONNRESET' : errorCode()),
    nextByte: (fits, withinMs) =>
      new Promise((resolve) => {
        const finish = (byte: number | null) => {
          clearTimeout(timer);
          offer = null;
          resolve(byte);
        };
        const timer = setTimeout(() => finish(null), withinMs);
        offer = (byte) => {
          if (byte === null || fits(byte)) finish(byte);
        };
        if (isClosed) finish(null);
      }),
  };
}

type Status = 'Ready' | 'PaperOut' | 'CoverOpen' | 'PrinterOffline' | 'NoAnswer';

/** Answers to `DLE EOT n` have bits 1 and 4 set, bits 0 and 7 clear; those to `GS r n` bit 4 clear. */
const isRealTimeAnswer = (byte: number): boolean => (byte & 0x93) === 0x12;
const isBufferedAnswer = (byte: number): boolean => (byte & 0x90) === 0;

const askRealTime = (connection: Connection, question: number, withinMs: number): Promise<number | null> => {
  const answer = connection.nextByte(isRealTimeAnswer, withinMs);
  connection.socket.write(Uint8Array.of(0x10, 0x04, question));
  return answer;
};

/** ESC/POS `DLE EOT`: 4 is the paper sensor, 2 the cause of being offline, 1 the printer as a whole. */
async function askStatus(connection: Connection, withinMs: number): Promise<Status> {
  const paper = await askRealTime(connection, 4, withinMs);
  if (paper === null) return 'NoAnswer';
  const cause = await askRealTime(connection, 2, withinMs);
  if (cause !== null && (cause & 0x04) !== 0) return 'CoverOpen';
  if ((paper & 0x60) !== 0 || (cause !== null && (cause & 0x20) !== 0)) return 'PaperOut';
  const whole = await askRealTime(connection, 1, withinMs);
  return whole !== null && (whole & 0x08) !== 0 ? 'PrinterOffline' : 'Ready';
}

/** True when the operating system has taken every byte; false when the connection broke or stood still. */
function write({ socket }: Connection, bytes: Uint8Array, writeMs: number): Promise<boolean> {
  return new Promise((resolve) => {
    const finish = (hasTakenAll: boolean) => {
      clearTimeout(timer);
      socket.off('close', lost);
      resolve(hasTakenAll);
    };
    const lost = () => finish(false);
    const timer = setTimeout(lost, writeMs);
    socket.once('close', lost);
    socket.write(bytes, (error) => finish(error === undefined || error === null));
  });
}

/** `GS r 1` is answered in its turn, after everything before it was processed. */
async function confirm(
  connection: Connection,
  bytes: Uint8Array,
  timeouts: NetworkPrinterTimeouts,
): Promise<Result<void, PrintError>> {
  const answer = connection.nextByte(isBufferedAnswer, timeouts.confirmMs);
  connection.socket.write(Uint8Array.of(0x1d, 0x72, 1));
  if ((await answer) !== null) return ok(undefined);
  if (connection.isClosed()) return err(connectionLost(connection, bytes));
  const status = await askStatus(connection, timeouts.statusMs);
  return err({ type: 'Unconfirmed', cause: status === 'Ready' ? 'NoAnswer' : status });
}

function endInOrder(
  { socket }: Connection,
  bytes: Uint8Array,
  withinMs: number,
): Promise<Result<void, PrintError>> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => finish(err({ type: 'Unconfirmed', cause: 'NoAnswer' })), withinMs);
    const finish = (result: Result<void, PrintError>) => {
      clearTimeout(timer);
      resolve(result);
    };
    socket.once('close', (hadError) =>
      finish(hadError ? err(connectionLost({ socket }, bytes)) : ok(undefined)),
    );
    socket.end();
  });
}

/** What is still in our own buffer was surely not printed; what has left it may have been. */
const connectionLost = ({ socket }: Pick<Connection, 'socket'>, bytes: Uint8Array): PrintError => ({
  type: 'ConnectionLost',
  bytesSentKnown: Math.max(0, Math.min(bytes.length, socket.bytesWritten - socket.writableLength)),
  bytesTotal: bytes.length,
});
