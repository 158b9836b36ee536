import type { DoorFailure } from '../../shared/contract/command.ts';
import type { CounterEvent } from '../../shared/contract/events.ts';
import { err, type Result } from '../../shared/domain/result.ts';

/** What a host gives to the screens. They cannot tell which host it is. */
export type Bridge = {
  readonly invoke: (command: string, input: unknown) => Promise<Result<unknown, unknown>>;
  /** Returns the function that stops listening. */
  readonly on: (listener: (event: CounterEvent) => void) => () => void;
};

declare global {
  interface Window {
    /** Put there by Electron's preload. */
    bancone?: {
      invoke(command: string, input: unknown): Promise<unknown>;
      on(listener: (event: unknown) => void): () => void;
    };
  }
}

const unreachable = (): Result<never, DoorFailure> => err({ type: 'HostUnreachable' });

/** The bridge of the host that this page runs in. */
export function createBridge(): Bridge {
  const { bancone } = window;
  if (bancone === undefined) return createHttpBridge();
  return {
    invoke: async (command, input) => {
      try {
        return (await bancone.invoke(command, input)) as Result<unknown, unknown>; // the door answers with results only
      } catch {
        return unreachable();
      }
    },
    on: (listener) => bancone.on((event) => listener(event as CounterEvent)), // sent by our own main process
  };
}

const TOKEN = 'bancone.token';
const WINDOW = 'bancone.window';
const RETRY_MS = 1000;

/**
 * The browser host's bridge. The launch token leaves the address at once; each tab then has a token of its own,
 * kept for a reload, under which the host knows its session.
 */
function createHttpBridge(): Bridge {
  const given = new URL(window.location.href).searchParams.get('token');
  if (given !== null) {
    sessionStorage.setItem(TOKEN, given);
    window.history.replaceState(null, '', `${window.location.pathname}${window.location.hash}`);
  }
  const listeners = new Set<(event: CounterEvent) => void>();
  const opened = openEvents((event) => {
    for (const listener of listeners) listener(event);
  });

  return {
    invoke: async (command, input) => {
      await opened;
      try {
        const response = await post('/api/command', sessionStorage.getItem(WINDOW), { command, input });
        if (!response.ok) return refusedAs(response.status);
        return (await response.json()) as Result<unknown, unknown>; // the door answers with results only
      } catch {
        return unreachable();
      }
    },
    on: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

const refusedAs = (status: number): Result<never, DoorFailure> =>
  status === 413 ? err({ type: 'InvalidInput', paths: [] }) : unreachable();

const post = (path: string, token: string | null, body: unknown): Promise<Response> =>
  fetch(path, {
    method: 'POST',
    headers: { authorization: `Bearer ${token ?? ''}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });

/** Keeps the stream of events open for ever. Resolves when it is open (or the host is gone) for the first time. */
function openEvents(listener: (event: CounterEvent) => void): Promise<void> {
  return new Promise((resolve) => {
    const follow = async (): Promise<void> => {
      try {
        const response = await connect();
        resolve();
        if (response.body !== null) await readLines(response.body, listener);
      } catch {
        // The host is gone or was restarted: commands say so, and the stream is tried again below.
      }
      resolve();
      listener({ type: 'sessionChanged' });
      setTimeout(() => void follow(), RETRY_MS);
    };
    void follow();
  });
}

async function connect(): Promise<Response> {
  const kept = sessionStorage.getItem(WINDOW);
  if (kept !== null) {
    const response = await events(kept);
    if (response.ok) return response;
  }
  const answer = await post('/api/window', sessionStorage.getItem(TOKEN), {});
  if (!answer.ok) throw new Error('the host does not know this address any more');
  const { token } = (await answer.json()) as { token: string }; // the browser host's own answer
  sessionStorage.setItem(WINDOW, token);
  return events(token);
}

const events = (token: string): Promise<Response> =>
  fetch('/api/events', { headers: { authorization: `Bearer ${token}` } });

async function readLines(
  body: ReadableStream<Uint8Array>,
  listener: (event: CounterEvent) => void,
): Promise<void> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let rest = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    const lines = (rest + decoder.decode(value, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) listener(JSON.parse(line) as CounterEvent); // sent by our own main process
  }
}
