import { randomBytes as randomBytesOfSystem } from 'node:crypto';
import { v7 } from 'uuid';
import type { CounterEvent } from '../shared/contract/events.ts';
import type { StartFailure } from '../shared/contract/start-failure.ts';
import { assert } from '../shared/domain/result.ts';
import type { Keychain } from './keys/key-store.ts';
import { type LiveCounter, openLiveCounter } from './live-counter.ts';
import { createRecoveryRouter } from './recovery-router.ts';
import type { Invoke } from './router.ts';
import { lockSession, type Session } from './session.ts';

export type CounterOptions = {
  readonly dataFolder: string;
  /** The operating system's keychain; null where the host has none (browser host, tests). */
  readonly keychain?: Keychain | null;
  readonly now?: () => number;
  readonly newId?: () => string;
  readonly randomBytes?: (count: number) => Buffer;
  /** Fills a folder that holds no network yet (the demo). Absent: the first-run wizard does. */
  readonly fillEmpty?: (live: LiveCounter) => Promise<void>;
  /** For tools that work on a folder and are no host: the database is open, no window is yet. */
  readonly onOpen?: (live: LiveCounter) => void;
};

/** The whole application without a window. Hosts put a face on it. */
export type Counter = {
  /** A window or tab opens; the newest one is not in use until it says so while another is alive. */
  readonly openSession: () => Session;
  readonly closeSession: (session: Session) => void;
  readonly invoke: Invoke;
  readonly events: { readonly subscribe: (listener: (event: CounterEvent) => void) => () => void };
  readonly status: () => 'startFailure' | 'setup' | 'outOfDate' | 'ready';
  readonly close: () => Promise<void>;
};

export type CounterEnvironment = Required<Omit<CounterOptions, 'fillEmpty' | 'onOpen'>> & {
  readonly announce: (event: CounterEvent) => void;
  readonly takeOver: (session: Session) => void;
  readonly isActive: (session: Session) => boolean;
  /** Every open window of this counter. */
  readonly sessions: ReadonlySet<Session>;
  /** Closes the database, lets `work` replace the data folder's files, and opens again. */
  readonly reopenAfter: <T>(work: () => Promise<T>) => Promise<T>;
};

type State = { readonly live: LiveCounter } | { readonly failure: StartFailure; readonly invoke: Invoke };

/** Opens a data folder. It always answers: a folder that cannot be opened gives the recovery screens. */
export async function createCounter(options: CounterOptions): Promise<Counter> {
  const now = options.now ?? Date.now;
  const listeners = new Set<(event: CounterEvent) => void>();
  const announce = (event: CounterEvent) => {
    for (const listener of listeners) listener(event);
  };
  const sessions = new Set<Session>();
  let active: Session | null = null;
  let state: State | null = null;
  let reopening: Promise<unknown> | null = null;

  const environment: CounterEnvironment = {
    dataFolder: options.dataFolder,
    keychain: options.keychain ?? null,
    now,
    newId: options.newId ?? v7,
    randomBytes: options.randomBytes ?? randomBytesOfSystem,
    announce,
    takeOver: (session) => {
      // Who worked in the other window has to show the PIN again, wherever the work goes on.
      if (active !== null && active !== session) lockSession(active);
      active = session;
      announce({ type: 'sessionChanged' });
    },
    isActive: (session) => session === active,
    sessions,
    reopenAfter: (work) => {
      const closeWorkOpen = async () => {
        if (state !== null && 'live' in state) await state.live.close();
        for (const session of sessions) session.operator = null;
        try {
          return await work();
        } finally {
          state = await start();
          reopening = null;
          announce({ type: 'sessionChanged' });
        }
      };
      const done = closeWorkOpen();
      reopening = done.catch(() => undefined);
      return done;
    },
  };

  const start = async (): Promise<State> => {
    const opened = await openLiveCounter(environment);
    if (!opened.ok) return { failure: opened.error, invoke: createRecoveryRouter(environment, opened.error) };
    if (opened.value.phase() === 'setup') await options.fillEmpty?.(opened.value);
    options.onOpen?.(opened.value);
    return { live: opened.value };
  };
  state = await start();

  const current = (): State => {
    assert(state !== null, 'a counter is open or says why not');
    return state;
  };

  return {
    openSession: () => {
      const session: Session = {
        id: environment.newId(),
        operator: null,
        lockedOperatorId: null,
        lastActiveAt: now(),
      };
      sessions.add(session);
      active ??= session;
      return session;
    },
    closeSession: (session) => {
      sessions.delete(session);
      if (active !== session) return;
      active = null;
      announce({ type: 'sessionChanged' });
    },
    invoke: async (session, command, input) => {
      // Files are being exchanged: what was asked meanwhile is answered by what is open afterwards.
      if (reopening !== null) await reopening;
      // The window in use was closed: the next one that asks is it.
      active ??= session;
      const at = current();
      return 'live' in at ? at.live.invoke(session, command, input) : at.invoke(session, command, input);
    },
    events: {
      subscribe: (listener) => {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
    },
    status: () => {
      const at = current();
      return 'live' in at ? at.live.phase() : 'startFailure';
    },
    close: async () => {
      const at = current();
      if ('live' in at) await at.live.close();
    },
  };
}
