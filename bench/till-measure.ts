// Measures one data set in a process of its own, so that memory is the counter's and not the benchmark's.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCounter } from '../electron/counter.ts';
import { findProductByCode } from '../electron/database/products.ts';
import { rebuildProjections } from '../electron/database/rebuild.ts';
import { findSale } from '../electron/database/sales.ts';
import type { LiveCounter } from '../electron/live-counter.ts';
import { createRandom } from '../seeds/random.ts';
import type { Answer, CommandName } from '../shared/contract/contract.ts';
import { assert } from '../shared/domain/result.ts';
import { pointsOfTenders } from '../shared/domain/tenders.ts';
import { openBareCommit } from './bare-commit.ts';
import { OPENED_AT } from './data-set.ts';
import { createNedb, createPouchdb, type Peer, type PeerSale } from './peers.ts';
import { readTillFacts, type TillFacts } from './till-facts.ts';

export type MeasureOrder = {
  readonly folder: string;
  readonly sales: number;
  readonly warmUp: number;
  readonly withPeers: boolean;
  readonly withRebuild: boolean;
};

/** All times in milliseconds, in the order in which they were taken. */
export type Measured = {
  readonly complete: number[];
  readonly scanToLine: number[];
  readonly lookup: number[];
  readonly search: number[];
  readonly bare: number[];
  readonly peers: { name: string; durability: string; complete: number[] }[];
  readonly rssMegabytes: number;
  readonly rebuild: { milliseconds: number; operations: number } | null;
};

const LINES = 12;

async function measure(order: MeasureOrder): Promise<Measured> {
  const startedAt = Date.now();
  let live: LiveCounter | null = null;
  const counter = await createCounter({
    dataFolder: order.folder,
    now: () => OPENED_AT + (Date.now() - startedAt),
    onOpen: (opened) => {
      live = opened;
    },
  });
  assert(live !== null, 'the data set opens');
  const { context }: LiveCounter = live;
  const session = counter.openSession();
  const send = async <Name extends CommandName>(name: Name, input: object): Promise<OutputOf<Name>> => {
    const answer = (await counter.invoke(session, name, input)) as Answer<Name>; // the router answers by the contract
    if (!answer.ok) throw new Error(`${name}: ${JSON.stringify(answer.error)}`);
    return answer.value as OutputOf<Name>; // the value of an answer that is ok
  };
  const facts = readTillFacts(context.db);
  await send('session.logIn', { operatorId: facts.cashierId, pin: facts.cashierPin });

  const random = createRandom('bench');
  const measured: Measured = {
    complete: [],
    scanToLine: [],
    lookup: measureLookups(live, facts, order),
    search: [],
    bare: [],
    peers: [],
    rssMegabytes: 0,
    rebuild: null,
  };
  for (const text of facts.searches.slice(0, order.sales)) {
    const at = performance.now();
    await send('till.findProducts', { text });
    measured.search.push(performance.now() - at);
  }

  const work = mkdtempSync(join(tmpdir(), 'bancone-bench-'));
  const bare = openBareCommit(work, random.bytes(32).toString('hex'));
  const peers: Peer[] = order.withPeers ? [await createNedb(work), await createPouchdb(work)] : [];
  for (const peer of peers) {
    await peer.load(facts.peerDocuments(context.db));
    measured.peers.push({ name: peer.name, durability: peer.durability, complete: [] });
  }
  let rss = 0;
  for (let sale = -order.warmUp; sale < order.sales; sale++) {
    const shopper = facts.shoppers[(sale + order.warmUp) % facts.shoppers.length];
    assert(shopper !== undefined, 'the data set has households that can shop');
    const isCounted = sale >= 0;
    await send('till.scan', { text: shopper.cardNumber });
    for (let line = 0; line < LINES; line++) {
      const code = facts.goods[(sale + order.warmUp + line * 7) % facts.goods.length] ?? '';
      const text = line < 2 ? (facts.limitedGoods[line] ?? code) : code;
      const at = performance.now();
      const { outcome } = await send('till.scan', { text });
      if (isCounted) measured.scanToLine.push(performance.now() - at);
      assert(outcome.type === 'lineAdded', 'a scanned product is a line');
    }
    const view = await send('till.view', {});
    const before = performance.now();
    const { saleId } = await send('till.complete', { basketId: view.basketId });
    const completedMs = performance.now() - before;

    const done = findSale(context.db, saleId);
    assert(done?.operation.body !== undefined, 'a completed sale is in the log');
    const bareAt = performance.now();
    bare.insert(done.operation.body);
    const bareMs = performance.now() - bareAt;
    if (isCounted) {
      measured.complete.push(completedMs);
      measured.bare.push(bareMs);
    }
    for (const [index, peer] of peers.entries()) {
      const peerSale: PeerSale = {
        saleId,
        householdId: shopper.householdId,
        points: pointsOfTenders(view.price),
        limits: view.limits.map(({ limitId, inBasket, allowed }) => ({ limitId, pieces: inBasket, allowed })),
        body: done.body,
      };
      const at = performance.now();
      await peer.complete(peerSale);
      if (isCounted) measured.peers[index]?.complete.push(performance.now() - at);
    }
    if (peers.length === 0) rss = Math.max(rss, process.memoryUsage.rss());
    // Another customer comes: what waits for the answer to be given, checkpoints among it, has its turn.
    await new Promise(setImmediate);
  }
  for (const peer of peers) await peer.close();
  bare.close();
  rmSync(work, { recursive: true, force: true });

  const rebuilt = order.withRebuild ? measureRebuild(live) : null;
  await counter.close();
  return { ...measured, rssMegabytes: rss / 1e6, rebuild: rebuilt };
}

type OutputOf<Name extends CommandName> = Extract<Answer<Name>, { ok: true }>['value'];

/** The read between a scan and its line, on codes that nobody asked for before. */
function measureLookups({ context }: LiveCounter, facts: TillFacts, order: MeasureOrder): number[] {
  const lookups: number[] = [];
  for (const code of facts.codes.slice(0, order.sales * 4)) {
    const at = performance.now();
    const product = findProductByCode(context.db, code);
    lookups.push(performance.now() - at);
    assert(product !== null, 'a code of the catalogue is found');
  }
  return lookups;
}

function measureRebuild({ context }: LiveCounter): NonNullable<Measured['rebuild']> {
  const at = performance.now();
  const operations = rebuildProjections(context.inTransaction);
  return { milliseconds: performance.now() - at, operations };
}

const [order, answerFile] = process.argv.slice(2);
assert(order !== undefined && answerFile !== undefined, 'started by the benchmark with an order');
writeFileSync(answerFile, JSON.stringify(await measure(JSON.parse(order) as MeasureOrder))); // written by bench/till.ts
