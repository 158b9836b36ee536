import { parentPort, workerData } from 'node:worker_threads';
import { assert } from '../../shared/domain/result.ts';
import { createHubClient, type HubClientOptions } from './hub-client.ts';
import type { WorkerMessage, WorkerRequest } from './sync-line.ts';

/*
 * The thread that talks to the hub: network, signatures, JSON, and the reading of answers. It keeps nothing that is
 * needed again and decides nothing: it may be ended at any time.
 */
assert(parentPort !== null, 'this file runs as a worker');
const port = parentPort;
const ask = createHubClient(workerData as HubClientOptions); // handed in by sync-line.ts alone
const underWay = new Map<number, AbortController>();

port.on('message', (message: WorkerMessage) => {
  if (message.type === 'abort') underWay.get(message.id)?.abort();
  else void answer(message);
});

async function answer({ id, name, question }: WorkerRequest): Promise<void> {
  const controller = new AbortController();
  underWay.set(id, controller);
  const answered = await ask(name, question, controller.signal);
  underWay.delete(id);
  port.postMessage({ id, answer: answered });
}
