import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sha256 } from '../electron/database/hashing.ts';
import { startChain } from '../electron/database/log.ts';
import { openDatabase } from '../electron/database/open.ts';
import { insertMembership } from '../electron/database/sync.ts';
import { applyPage } from '../electron/sync/apply-page.ts';
import { MOST_IN_PAGE } from '../electron/sync/stride.ts';
import { aChain, anId, aPlace, siteId } from '../hub/chain-fixture.ts';
import { createMemoryStore } from '../hub/store/memory-store.ts';
import { deviceIdSchema } from '../shared/domain/ids.ts';
import { assert } from '../shared/domain/result.ts';
import { siteStream } from '../shared/operations/kind.ts';
import type { Operation } from '../shared/operations/operation.ts';
import { pullAnswerSchema } from '../shared/sync/answers.ts';
import { type CheckedPage, checkPage } from '../shared/sync/checked-page.ts';
import { streamsFor } from '../shared/sync/grants.ts';
import { perSecond } from './sync-hub.ts';
import { aSellingDevice } from './sync-sales.ts';

export type Applied = { readonly sales: number[]; readonly plain: number[] };

/**
 * Operations a second that the main thread of a counter takes into its encrypted file, page by page, with projections,
 * balances, checksum and cursor. Reading the page from JSON and hashing it are the sync worker's, in another thread, and not
 * counted.
 */
export async function measureApply(rounds: number, operationsPerRound: number): Promise<Applied> {
  const folder = mkdtempSync(join(tmpdir(), 'bancone-bench-sync-'));
  const opened = openDatabase({
    folder,
    keyHex: randomBytes(32).toString('hex'),
    backUpBeforeMigration: () => undefined,
  });
  assert(opened.ok, 'a new file can be opened');
  const { raw, inTransaction } = opened.value;
  try {
    const own = deviceIdSchema.parse(anId());
    const place = aPlace(own);
    inTransaction((tx) => {
      startChain(tx, own);
      const membership = { address: '', deviceId: own, privateKey: '', place, epoch: 1, joinedAt: 0 };
      insertMembership(tx, membership, streamsFor(place));
    });
    const seller = await aSellingDevice(createMemoryStore());
    const topper = aChain();
    topper.anAdmin();
    let cursor = 0;
    const apply = (operations: readonly Operation[]) => {
      const pages: CheckedPage[] = [];
      for (let at = 0; at < operations.length; at += MOST_IN_PAGE) {
        const some = operations.slice(at, at + MOST_IN_PAGE);
        const page = { from: cursor, to: cursor + some.length, operations: some };
        const answer = pullAnswerSchema.parse({
          ...page,
          type: 'operations',
          stream: siteStream(siteId),
          headChecksum: null,
          hasMore: true,
          epoch: 1,
        });
        const checked = checkPage(sha256, answer);
        assert(checked.ok, 'a page holds together');
        pages.push(checked.value);
        cursor += some.length;
      }
      return perSecond(operations.length, () => {
        for (const page of pages) {
          const applied = inTransaction((tx) => applyPage(tx, siteStream(siteId), page));
          assert(applied.ok, 'a page is taken');
        }
        return Promise.resolve();
      });
    };
    const measured: Applied = { sales: [], plain: [] };
    for (let round = 0; round <= rounds; round++) {
      const sales = Array.from({ length: operationsPerRound }, () => seller.sell());
      const plain = Array.from({ length: operationsPerRound }, () => topper.aTopUp(100));
      const [ofSales, ofPlain] = [await apply(sales), await apply(plain)];
      raw.pragma('wal_checkpoint(PASSIVE)'); // between the rounds, as the counter takes it beside its work
      if (round === 0) continue; // warm-up
      measured.sales.push(ofSales);
      measured.plain.push(ofPlain);
    }
    return measured;
  } finally {
    raw.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
