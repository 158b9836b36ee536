import type { StreamName } from '../../shared/operations/operation.ts';
import type { HubStore, HubTx } from '../store/hub-store.ts';
import { saveAllowanceFacts } from './save-allowance-facts.ts';

const JOB = 'fill-allowance-facts';
/** Raised where facts are read of more, or otherwise: then the log is read again. */
const FACTS_VERSION = 1;
const PAGE = 500;
/** A process that claimed the work and ended in the middle is not waited for longer. */
const CLAIM_VALID_MS = 10 * 60_000;

export type FillContext = { readonly store: HubStore; readonly now: () => number };

export const areAllowanceFactsFilled = (tx: HubTx): Promise<boolean> => tx.isJobDone(JOB, FACTS_VERSION);

/**
 * Reads once from the log what was taken before the hub kept facts of allowances, by whichever process claims it. What is
 * taken meanwhile keeps its facts as it comes, and wins by its number. Broken off it is begun again. Answers whether the
 * facts are there; else another process is at it.
 */
export async function fillAllowanceFacts({ store, now }: FillContext): Promise<boolean> {
  if (await store.inSnapshot(areAllowanceFactsFilled)) return true;
  const claim = () => {
    const claimedAt = now();
    return store.inTransaction((tx) =>
      tx.claimJob(JOB, FACTS_VERSION, claimedAt, claimedAt - CLAIM_VALID_MS),
    );
  };
  if (!(await claim())) return false;
  const streams = await store.inSnapshot((tx) => tx.listStreamNumbers());
  for (const [stream, number] of streams) {
    if (isOfFacts(stream)) await fillFrom(store, stream, number);
  }
  await store.inTransaction((tx) => tx.endJob(JOB, FACTS_VERSION));
  return true;
}

const isOfFacts = (stream: StreamName): boolean =>
  stream === 'network' ||
  stream === 'beneficiaries' ||
  stream.startsWith('registry:') ||
  stream.startsWith('site:');

async function fillFrom(store: HubStore, stream: StreamName, upTo: number): Promise<void> {
  for (let after = 0; after < upTo; ) {
    const from = after;
    after = await store.inTransaction(async (tx) => {
      const rows = await tx.listOperations(stream, from, PAGE);
      await saveAllowanceFacts(tx, rows);
      return rows.at(-1)?.number ?? upTo;
    });
  }
}
