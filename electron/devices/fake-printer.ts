import { createServer, type Server, type Socket } from 'node:net';

/**
 * How the printer behaves. `mute` prints but never answers, like the cheapest ones; `paper-ends` runs out
 * in the middle of a receipt; `stuck` accepts a connection and reads nothing; `cut` drops the connection
 * after so many bytes of a receipt.
 */
export type FakePrinterMode =
  | { readonly type: 'ok' }
  | { readonly type: 'mute' }
  | { readonly type: 'off' }
  | { readonly type: 'paper-out' }
  | { readonly type: 'cover-open' }
  | { readonly type: 'paper-ends' }
  | { readonly type: 'stuck' }
  | { readonly type: 'slow'; readonly delayMs: number }
  | { readonly type: 'cut'; readonly afterBytes: number };

export type FakePrinter = {
  readonly port: number;
  /** Takes effect with the next connection. `off` closes the port, anything else opens it again. */
  readonly setMode: (mode: FakePrinterMode) => Promise<void>;
  /** What came out, one list of lines for each paper that was cut, oldest first. */
  readonly papers: () => string[][];
  /** The lines that came out as pictures, oldest first. */
  readonly pictures: () => PrintedPicture[];
  /** Bytes of receipts received, status questions left out. */
  readonly bytesReceived: () => number;
  readonly close: () => Promise<void>;
};

const DLE = 0x10;
const EOT = 0x04;
const GS = 0x1d;

/** A network printer for tests: a real TCP server on the loopback that decodes what it is sent. */
export async function startFakePrinter(): Promise<FakePrinter> {
  let mode: FakePrinterMode = { type: 'ok' };
  const received: number[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    // A peer that goes away is what these tests are about.
    socket.on('error', () => socket.destroy());
    if (mode.type === 'stuck') socket.pause();
    else serve(socket, mode, (byte) => received.push(byte));
  });
  const port = await listen(server, 0);
  const disconnect = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    port,
    setMode: async (next) => {
      if (next.type === 'off') {
        disconnect();
        await close(server);
      } else if (!server.listening) await listen(server, port);
      mode = next;
    },
    papers: () => decodeEscPos(received),
    pictures: () => decodePictures(received),
    bytesReceived: () => received.length,
    close: async () => {
      disconnect();
      await close(server);
    },
  };
}

/** Answers status questions and keeps everything else, one byte after the other. */
function serve(socket: Socket, mode: FakePrinterMode, keep: (byte: number) => void): void {
  let taken = 0;
  let pending: number[] = [];
  const take = (byte: number) => {
    if (mode.type === 'cut' && taken >= mode.afterBytes) {
      socket.resetAndDestroy();
      return;
    }
    taken += 1;
    keep(byte);
  };
  const answer = (byte: number) => {
    if (mode.type !== 'mute') socket.write(Uint8Array.of(byte));
  };
  const handle = (chunk: Uint8Array) => {
    pending.push(...chunk);
    while (pending.length > 0) {
      const [first, second, third] = pending;
      const mayBeQuestion = first === DLE || first === GS;
      if (mayBeQuestion && (second === undefined || (third === undefined && isQuestion(first, second))))
        return;
      if (mayBeQuestion && isQuestion(first, second)) {
        pending = pending.slice(3);
        // While the paper is out the printer is busy: it answers in real time only.
        if (first === DLE) answer(statusByte(mode, third ?? 0, taken > 0));
        else if (!(mode.type === 'paper-ends')) answer(0);
      } else take(pending.shift() ?? 0);
    }
  };
  socket.on('data', (chunk) => {
    if (mode.type === 'slow') setTimeout(() => handle(chunk), mode.delayMs);
    else handle(chunk);
  });
}

const isQuestion = (first: number | undefined, second: number | undefined): boolean =>
  (first === DLE && second === EOT) || (first === GS && second === 0x72);

/** The answer to `DLE EOT n`: bits 1 and 4 are always set. */
function statusByte(mode: FakePrinterMode, question: number, hasPrinted: boolean): number {
  const isPaperOut = mode.type === 'paper-out' || (mode.type === 'paper-ends' && hasPrinted);
  const isCoverOpen = mode.type === 'cover-open';
  if (question === 1) return 0x12 | (isPaperOut || isCoverOpen ? 0x08 : 0);
  if (question === 2) return 0x12 | (isCoverOpen ? 0x04 : 0) | (isPaperOut ? 0x20 : 0);
  return 0x12 | (isPaperOut ? 0x60 : 0);
}

const listen = (server: Server, port: number): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });

const close = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve());
  });

/** Numbers of the code pages of an Epson, as far as the platform can decode them. */
const codePages: Readonly<Record<number, string>> = {
  16: 'windows-1252',
  17: 'ibm866',
  45: 'windows-1250',
  46: 'windows-1251',
};

/** How many bytes follow the two of a command, for the commands a receipt uses. */
const parameterCounts: Readonly<Record<string, number>> = {
  '1b40': 0,
  '1b4d': 1,
  '1b45': 1,
  '1b61': 1,
  '1b74': 1,
  '1c2e': 0,
  '1d21': 1,
  '1d48': 1,
  '1d68': 1,
  '1d77': 1,
  '1d56': 1,
};

/**
 * The lines on each paper. A paper that was not cut yet is the last one. Throws on a command it does not
 * know, so that a stray byte in a receipt fails a test.
 */
export function decodeEscPos(bytes: readonly number[]): string[][] {
  const papers: string[][] = [[]];
  let line = '';
  let codePage = 'windows-1252';
  const paper = () => papers[papers.length - 1] ?? [];
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at] ?? 0;
    if (byte === 0x0a) {
      paper().push(line.trimEnd());
      line = '';
    } else if (byte === 0x1b || byte === 0x1c || byte === GS) {
      const next = bytes[at + 1];
      if (next === undefined) break;
      if (byte === GS && next === 0x76) {
        const picture = readPicture(bytes, at);
        paper().push(`[picture ${picture.width} x ${picture.height}]`);
        at = picture.end - 1;
        continue;
      }
      if (byte === GS && next === 0x6b) {
        const length = bytes[at + 3] ?? 0;
        paper().push(`[barcode ${String.fromCharCode(...bytes.slice(at + 4, at + 4 + length))}]`);
        at += 3 + length;
        continue;
      }
      const command = `${hex(byte)}${hex(next)}`;
      const count = parameterCounts[command];
      if (count === undefined) throw new Error(`The fake printer does not know the command ${command}`);
      if (command === '1b74') codePage = codePages[bytes[at + 2] ?? 0] ?? codePage;
      if (command === '1d56') papers.push([]);
      at += 1 + count;
    } else if (byte >= 0x20) line += new TextDecoder(codePage).decode(Uint8Array.of(byte));
  }
  if (line !== '') paper().push(line);
  return papers.filter((lines) => lines.some((text) => text !== ''));
}

/** A picture that came out: one text for each row of dots, `#` where there is ink. */
export type PrintedPicture = { readonly width: number; readonly height: number; readonly rows: string[] };

/** The pictures among the bytes of papers, oldest first. */
export function decodePictures(bytes: readonly number[]): PrintedPicture[] {
  const pictures: PrintedPicture[] = [];
  for (let at = 0; at < bytes.length; at += 1) {
    // The third byte too, because the two of the command may be dots of a picture or letters of a text.
    if (bytes[at] !== GS || bytes[at + 1] !== 0x76 || bytes[at + 2] !== 0x30) continue;
    const { end, ...picture } = readPicture(bytes, at);
    pictures.push(picture);
    at = end - 1;
  }
  return pictures;
}

/** `GS v 0`: the mode, bytes in a row and rows, low byte first, then the rows from the top. */
function readPicture(bytes: readonly number[], at: number): PrintedPicture & { readonly end: number } {
  const [bytesInRow = 0, height = 0] = [at + 4, at + 6].map(
    (place) => (bytes[place] ?? 0) + 256 * (bytes[place + 1] ?? 0),
  );
  const start = at + 8;
  const end = start + bytesInRow * height;
  if (end > bytes.length) throw new Error('The fake printer was sent a picture that is cut off');
  const rows = Array.from({ length: height }, (_, row) =>
    bytes
      .slice(start + row * bytesInRow, start + (row + 1) * bytesInRow)
      .map((byte) => byte.toString(2).padStart(8, '0').replaceAll('1', '#').replaceAll('0', '.'))
      .join(''),
  );
  return { width: bytesInRow * 8, height, rows, end };
}

const hex = (byte: number): string => byte.toString(16).padStart(2, '0');
