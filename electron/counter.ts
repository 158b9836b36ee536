import { randomBytes as randomBytesOfSystem } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { v7 } from 'uuid';
import type { CounterEvent } from '../shared/contract/events.ts';
import type { SessionStatus } from '../shared/contract/session-contract.ts';
import type { StartFailure } from '../shared/contract/start-failure.ts';
import { assert, err, ok, type Result } from '../shared/domain/result.ts';
import type { Keychain } from './keys/key-store.ts';
import { type LiveCounter, openLiveCounter } from './live-counter.ts';
import { logOnce } from './logs.ts';
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
  /**
   * The same for the order to delete what is no longer granted: begun between two commands, said by every window while it lasts,
   * and whoever worked shows the PIN afterwards. False where it was not done; then it is not tried again for a while.
   */
  readonly withdrawAfter: (work: WithdrawWork) => Promise<boolean>;
};

type WithdrawWork = (onProgress: (done: number, total: number) => void) => Promise<unknown>;

/** How long an order to delete waits for a moment between two commands, and how often it looks. */
const IDLE_WAIT_MS = 60_000;
const IDLE_LOOK_MS = 10;
/** After it failed, as on a full disk: the till is not closed again and again. */
const WITHDRAW_AGAIN_MS = 10 * 60_000;

type State = { readonly live: LiveCounter } | { readonly failure: StartFailure; readonly invoke: Invoke };

/** A bug on the way in is said on a screen as well, from where it can be tried again. */
const openOrSay = (environment: CounterEnvironment): Promise<Result<LiveCounter, StartFailure>> =>
  openLiveCounter(environment).catch((error: unknown) =>
    err({ type: 'Unexpected', incident: logOnce(environment.dataFolder, 'start failed', error) }),
  );

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
  let isClosed = false;
  /** Commands that the open counter has not answered yet. */
  let underWay = 0;
  /** From the order on, and how far it is once the doors are shut. */
  let isWithdrawing = false;
  let withdrawn: { readonly done: number; readonly total: number } | null = null;
  /** By the clock that never jumps. */
  let mayWithdrawAtMs = Number.NEGATIVE_INFINITY;

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
        try {
          // Where it did not close whole, nothing is exchanged: it opens again as it was.
          if (state !== null && 'live' in state) await state.live.close();
          for (const session of sessions) session.operator = null;
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
    withdrawAfter: async (work) => {
      if (isWithdrawing || performance.now() < mayWithdrawAtMs) return false;
      isWithdrawing = true;
      try {
        for (let waitedMs = 0; underWay > 0 && waitedMs < IDLE_WAIT_MS; waitedMs += IDLE_LOOK_MS) {
          await sleep(IDLE_LOOK_MS);
        }
        // A restore has put other data here meanwhile, or the program ends: the hub tells it again.
        if (isClosed || reopening !== null) return false;
        withdrawn = { done: 0, total: 0 };
        for (const session of sessions) lockSession(session);
        announce({ type: 'sessionChanged' });
        await environment.reopenAfter(() => work(tellWithdrawn).finally(() => (withdrawn = null)));
        return true;
      } catch (error) {
        mayWithdrawAtMs = performance.now() + WITHDRAW_AGAIN_MS;
        const at = current();
        if ('live' in at) at.live.logs.incident('deletion of what is no longer granted', error);
        return false;
      } finally {
        isWithdrawing = false;
      }
    },
  };
  const tellWithdrawn = (done: number, total: number) => {
    withdrawn = { done, total };
    announce({ type: 'progress', task: 'withdraw', done, total });
  };

  const start = async (): Promise<State> => {
    const opened = await openOrSay(environment);
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
      if (withdrawn !== null && command === 'session.status') {
        return ok({ phase: 'withdrawing', ...withdrawn } satisfies SessionStatus);
      }
      // Files are being exchanged: what was asked meanwhile is answered by what is open afterwards.
      if (reopening !== null) await reopening;
      // The window in use was closed: the next one that asks is it.
      active ??= session;
      const at = current();
      const { invoke } = 'live' in at ? at.live : at;
      underWay += 1;
      try {
        return await invoke(session, command, input);
      } finally {
        underWay -= 1;
      }
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
      isClosed = true;
      if (reopening !== null) await reopening;
      const at = current();
      if ('live' in at) await at.live.close();
    },
  };
}
