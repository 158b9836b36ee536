import { randomBytes, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Counter } from './counter.ts';
import { createRendererFiles } from './renderer-files.ts';
import type { Session } from './session.ts';

/** The longest body of one command; a catalogue to import is the largest there is. */
const MAX_BODY_BYTES = 8 * 1024 * 1024;

/** Beyond this nothing more is read of a body that is too long: the connection is cut. */
const DROPPED_BODY_BYTES = 64 * 1024 * 1024;

/** How long a window that went away keeps its log-in: a reload takes less. */
const RELOAD_MS = 5000;

/** How long a window that was opened has to ask for events: one that never does was given up by its page. */
const CONNECT_MS = 30_000;

/** Many more than anybody opens on one PC; whatever opens more is broken or hostile. */
const MOST_WINDOWS = 50;

export type BrowserHostOptions = {
  readonly counter: Counter;
  readonly rendererFolder: string;
  /** 0 takes a free one. */
  readonly port: number;
  readonly onRefused: (reason: RefusedRequest) => void;
  /** For tests. */
  readonly connectWithinMs?: number;
};

export type RefusedRequest =
  | 'ForeignHost'
  | 'ForeignOrigin'
  | 'WrongToken'
  | 'TooManyWindows'
  | 'BodyTooLarge'
  | 'NotJson'
  | 'NoRoute';

export type BrowserHost = { readonly url: string; readonly close: () => Promise<void> };

type Window = { session: Session; isConnected: boolean; farewell: NodeJS.Timeout | null };

/**
 * The same screens and the same commands over HTTP on this PC alone. Whoever opens the printed address, which
 * holds a random token, gets a window with a token of its own; `Host` and `Origin` are checked on each request, so
 * that no page of another site can reach it, by DNS rebinding either.
 */
export async function startBrowserHost(options: BrowserHostOptions): Promise<BrowserHost> {
  const launchToken = newToken();
  const windows = new Map<string, Window>();
  const files = createRendererFiles(options.rendererFolder);
  let origin = '';

  const server = createServer((request, response) => {
    handle(request, response).catch(() => {
      // The socket broke while it was written to; there is nobody left to answer.
      response.destroy();
    });
  });

  const refuse = (response: ServerResponse, status: number, reason: RefusedRequest) => {
    options.onRefused(reason);
    sendJson(response, status, { refused: reason });
  };

  async function handle(request: IncomingMessage, response: ServerResponse) {
    if (`http://${request.headers.host}` !== origin) return refuse(response, 421, 'ForeignHost');
    const foreign = request.headers.origin !== undefined && request.headers.origin !== origin;
    if (foreign) return refuse(response, 403, 'ForeignOrigin');
    const { pathname } = new URL(request.url ?? '/', origin);
    if (request.method === 'GET' && pathname === '/api/events') return openEvents(request, response);
    if (request.method === 'GET') {
      const file = await files.read(pathname);
      response.writeHead(file.status, file.headers).end(file.body);
      return;
    }
    if (request.method === 'POST' && pathname === '/api/window') return openWindow(request, response);
    if (request.method === 'POST' && pathname === '/api/command') return runCommand(request, response);
    refuse(response, 404, 'NoRoute');
  }

  function openWindow(request: IncomingMessage, response: ServerResponse) {
    if (!isSame(tokenOf(request), launchToken)) return refuse(response, 401, 'WrongToken');
    if (windows.size >= MOST_WINDOWS) return refuse(response, 429, 'TooManyWindows');
    const token = newToken();
    const window: Window = { session: options.counter.openSession(), isConnected: false, farewell: null };
    windows.set(token, window);
    closeAfter(token, window, options.connectWithinMs ?? CONNECT_MS);
    sendJson(response, 200, { token });
  }

  async function runCommand(request: IncomingMessage, response: ServerResponse) {
    const window = windows.get(tokenOf(request));
    if (window === undefined) return refuse(response, 401, 'WrongToken');
    const text = await readBody(request);
    if (text === null) return refuse(response, 413, 'BodyTooLarge');
    const call = parseCall(text);
    if (call === null) return refuse(response, 400, 'NotJson');
    sendJson(response, 200, await options.counter.invoke(window.session, call.command, call.input));
  }

  function openEvents(request: IncomingMessage, response: ServerResponse) {
    const token = tokenOf(request);
    const window = windows.get(token);
    // A duplicated tab brings the token of the first: it has to open a window of its own.
    if (window === undefined || window.isConnected) return refuse(response, 401, 'WrongToken');
    window.isConnected = true;
    if (window.farewell !== null) clearTimeout(window.farewell);
    response.writeHead(200, { 'Content-Type': 'application/x-ndjson', 'Cache-Control': 'no-store' });
    response.flushHeaders();
    const unsubscribe = options.counter.events.subscribe((event) =>
      response.write(`${JSON.stringify(event)}\n`),
    );
    response.on('close', () => {
      unsubscribe();
      window.isConnected = false;
      closeAfter(token, window, RELOAD_MS);
    });
  }

  /** Unless it connects in time. */
  function closeAfter(token: string, window: Window, delayMs: number) {
    window.farewell = setTimeout(() => {
      windows.delete(token);
      options.counter.closeSession(window.session);
    }, delayMs);
    window.farewell.unref();
  }

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo; // it listens on TCP
  origin = `http://127.0.0.1:${port}`;
  return {
    url: `${origin}/?token=${launchToken}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

const newToken = (): string => randomBytes(32).toString('base64url');

const tokenOf = (request: IncomingMessage): string =>
  (request.headers.authorization ?? '').replace(/^Bearer /, '');

function isSame(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}

/** Null where the body is too long. Such a body is read to its end, so that the refusal arrives. */
async function readBody(request: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    const buffer = chunk as Buffer; // no encoding is set, so chunks are buffers
    bytes += buffer.length;
    if (bytes > DROPPED_BODY_BYTES) return null;
    if (bytes <= MAX_BODY_BYTES) chunks.push(buffer);
    else chunks.length = 0;
  }
  return bytes > MAX_BODY_BYTES ? null : Buffer.concat(chunks).toString('utf8');
}

function parseCall(text: string): { command: string; input: unknown } | null {
  try {
    const call: unknown = JSON.parse(text);
    if (typeof call !== 'object' || call === null || !('command' in call)) return null;
    if (typeof call.command !== 'string') return null;
    return { command: call.command, input: 'input' in call ? call.input : undefined };
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response
    .writeHead(status, {
      'Content-Type': 'application/json; charset=utf-8',
      'Cache-Control': 'no-store',
      'X-Content-Type-Options': 'nosniff',
    })
    .end(JSON.stringify(body));
}
