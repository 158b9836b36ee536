import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import type { Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createMemoryStore } from '../hub/store/memory-store.ts';
import { assert } from '../shared/domain/result.ts';
import { installPeers } from './peers.ts';
import { BATCH } from './sync-hub.ts';
import { aSellingDevice } from './sync-sales.ts';

// The peers have no types here, and are not installed where only the types are checked: what is used of them.
type Replicated = { readonly docs_written: number };
type Pouch = {
  readonly bulkDocs: (documents: readonly object[]) => Promise<unknown>;
  readonly replicate: {
    readonly to: (address: string, options: object) => Promise<Replicated>;
    readonly from: (address: string, options: object) => Promise<Replicated>;
  };
  readonly close: () => Promise<void>;
};
type PouchClass = {
  new (name: string): Pouch;
  readonly defaults: (options: { readonly prefix: string }) => PouchClass;
};
type Express = () => {
  readonly use: (handler: unknown) => void;
  readonly listen: (port: number, host: string) => Server;
};

export type PeerMeasured = { readonly pushed: number; readonly pulled: number };

export const PEER_DURABILITY =
  'PouchDB over HTTP to express-pouchdb: LevelDB on both sides without a sync of the disk for each write, nothing checked, not encrypted';

/** Operations a second that PouchDB replicates to a server and from it: the same operations in batches of the same size. */
export async function measurePeer(operations: number): Promise<PeerMeasured> {
  installPeers();
  const load = createRequire(import.meta.url);
  const PouchDB = load('pouchdb') as PouchClass; // see above
  const express = load('express') as Express; // see above
  const expressPouch = load('express-pouchdb') as (of: PouchClass, options: object) => unknown; // see above
  const folder = mkdtempSync(join(tmpdir(), 'bancone-bench-pouch-'));
  const inFolder = (name: string): PouchClass => {
    mkdirSync(join(folder, name), { recursive: true });
    return PouchDB.defaults({ prefix: `${join(folder, name)}/` });
  };
  const application = express();
  const options = { mode: 'minimumForPouchDB', inMemoryConfig: true, logPath: join(folder, 'log.txt') };
  application.use(expressPouch(inFolder('server'), options));
  const server = application.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo; // it listens on a port
  const address = `http://127.0.0.1:${port}/operations`;
  const Local = inFolder('local');
  const [first, second] = [new Local('first'), new Local('second')];
  try {
    const device = await aSellingDevice(createMemoryStore());
    for (let sale = 0; sale < operations; sale++) device.sell();
    const documents = device.chain.operations
      .slice(1)
      .map(({ id, ...operation }) => ({ _id: id, ...operation }));
    for (let at = 0; at < documents.length; at += 1000) await first.bulkDocs(documents.slice(at, at + 1000));
    const timed = async (replicate: () => Promise<Replicated>): Promise<number> => {
      const startedAt = performance.now();
      const { docs_written: written } = await replicate();
      assert(written === operations, 'the peer has everything');
      return operations / ((performance.now() - startedAt) / 1000);
    };
    return {
      pushed: await timed(() => first.replicate.to(address, { batch_size: BATCH })),
      pulled: await timed(() => second.replicate.from(address, { batch_size: BATCH })),
    };
  } finally {
    await Promise.all([first.close(), second.close()]);
    server.closeAllConnections();
    server.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
