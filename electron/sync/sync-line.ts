import { Worker } from 'node:worker_threads';
import type { HubAnswer, HubClientOptions, Question, QuestionName } from './hub-client.ts';

export type WorkerRequest = {
  readonly type: 'ask';
  readonly id: number;
  readonly name: QuestionName;
  readonly question: Question[QuestionName];
};
export type WorkerMessage = WorkerRequest | { readonly type: 'abort'; readonly id: number };

/** The line to a hub. What is asked is always answered: by the hub, or with why it was not. */
export type SyncLine = {
  readonly ask: <Name extends QuestionName>(
    name: Name,
    question: Question[Name],
    stop?: AbortSignal,
  ) => Promise<HubAnswer<Name>>;
  readonly close: () => Promise<void>;
};

type Waiting = (answer: HubAnswer<QuestionName>) => void;

/** A line in a thread of its own, so that no till waits for signatures, JSON or a slow network. */
export function openSyncLine(options: HubClientOptions): SyncLine {
  const worker = new Worker(new URL('./sync-worker.ts', import.meta.url), {
    workerData: options,
    resourceLimits: { maxYoungGenerationSizeMb: 16, maxOldGenerationSizeMb: 256 },
  });
  const waiting = new Map<number, Waiting>();
  let lastId = 0;
  let isOpen = true;
  const end = () => {
    isOpen = false;
    for (const answer of waiting.values()) answer({ type: 'Unreachable' });
    waiting.clear();
  };
  worker.on('message', ({ id, answer }: { id: number; answer: HubAnswer<QuestionName> }) => {
    waiting.get(id)?.(answer);
    waiting.delete(id);
  });
  // A thread that broke answers nothing more: whoever asked rests and is rebuilt by the watchdog.
  worker.on('error', end);
  worker.on('exit', end);
  worker.unref();
  return {
    ask: <Name extends QuestionName>(name: Name, question: Question[Name], stop?: AbortSignal) =>
      new Promise<HubAnswer<Name>>((resolve) => {
        if (!isOpen) return resolve({ type: 'Unreachable' });
        lastId += 1;
        const id = lastId;
        // An answer has the id of its question, and so its kind.
        waiting.set(id, resolve as Waiting);
        stop?.addEventListener('abort', () => worker.postMessage({ type: 'abort', id }), { once: true });
        worker.postMessage({ type: 'ask', id, name, question } satisfies WorkerRequest);
      }),
    close: async () => {
      end();
      await worker.terminate();
    },
  };
}
