import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** A sale as the peers keep it: the same basket of 12 lines, balance and limits as ours. */
export type PeerSale = {
  readonly saleId: string;
  readonly householdId: string;
  readonly points: number;
  readonly limits: readonly { readonly limitId: string; readonly pieces: number; readonly allowed: number }[];
  readonly body: object;
};

export type Peer = {
  readonly name: string;
  /** What is on disk, and how surely, when `complete` answers. */
  readonly durability: string;
  readonly load: (documents: PeerDocuments) => Promise<void>;
  /** Reads the balance and the limits, checks them, writes the sale and what it changed. */
  readonly complete: (sale: PeerSale) => Promise<void>;
  readonly close: () => Promise<void>;
};

export type PeerDocuments = {
  readonly households: readonly { readonly _id: string; readonly points: number; readonly uses: object }[];
  readonly sales: readonly { readonly _id: string; readonly body: object }[];
};

/** Installs the peers where they are not there yet: they belong to the benchmark alone. */
export function installPeers(): void {
  const isInstalled = (name: string) => existsSync(join(import.meta.dirname, 'node_modules', name));
  if (['@seald-io/nedb', 'pouchdb', 'pdfmake', 'express', 'express-pouchdb'].every(isInstalled)) return;
  console.error('Installing the peers of the benchmark (npm ci in bench/) ...');
  // No install scripts: the one binary among them comes ready-made inside its package.
  const { status } = spawnSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], {
    cwd: import.meta.dirname,
    stdio: ['ignore', 'ignore', 'inherit'],
    shell: process.platform === 'win32',
  });
  if (status !== 0) throw new Error('npm ci in bench/ failed: the peers cannot be measured');
}

type Doc = { readonly _id: string; _rev?: string; points: number; uses: Record<string, number> };

// The peers have no types here, and are not installed where only the types are checked: what is used of them.
type NedbModule = {
  readonly default: new (options: {
    filename: string;
  }) => {
    readonly loadDatabaseAsync: () => Promise<void>;
    readonly insertAsync: (documents: object) => Promise<unknown>;
    readonly findOneAsync: (query: object) => Promise<Doc | null>;
    readonly updateAsync: (query: object, change: object, options: object) => Promise<unknown>;
  };
};
type PouchModule = {
  readonly default: new (
    folder: string,
  ) => {
    readonly bulkDocs: (documents: readonly object[]) => Promise<unknown>;
    readonly get: (id: string) => Promise<Doc>;
    readonly put: (document: object) => Promise<unknown>;
    readonly close: () => Promise<void>;
  };
};

const NEDB: string = '@seald-io/nedb';
const POUCHDB: string = 'pouchdb';

function spend(household: Doc | null, { points, limits }: PeerSale): Doc {
  if (household === null || household.points < points) throw new Error('too few points in the benchmark');
  const uses = { ...household.uses };
  for (const { limitId, pieces, allowed } of limits) {
    uses[limitId] = (uses[limitId] ?? 0) + pieces;
    if ((uses[limitId] ?? 0) > allowed) throw new Error('a limit was reached in the benchmark');
  }
  return { ...household, points: household.points - points, uses };
}

export async function createNedb(folder: string): Promise<Peer> {
  const { default: Datastore } = (await import(NEDB)) as NedbModule; // see above
  const households = new Datastore({ filename: join(folder, 'households.nedb') });
  const sales = new Datastore({ filename: join(folder, 'sales.nedb') });
  return {
    name: 'nedb',
    durability:
      'appends to two text files without asking the disk to keep them; no transaction; not encrypted',
    load: async (documents) => {
      await households.loadDatabaseAsync();
      await sales.loadDatabaseAsync();
      await households.insertAsync(documents.households);
      for (let at = 0; at < documents.sales.length; at += 5_000)
        await sales.insertAsync(documents.sales.slice(at, at + 5_000));
    },
    complete: async (sale) => {
      const household = spend(await households.findOneAsync({ _id: sale.householdId }), sale);
      await sales.insertAsync({ _id: sale.saleId, body: sale.body });
      const { points, uses } = household;
      await households.updateAsync({ _id: sale.householdId }, { $set: { points, uses } }, {});
    },
    close: () => Promise.resolve(),
  };
}

export async function createPouchdb(folder: string): Promise<Peer> {
  const { default: PouchDB } = (await import(POUCHDB)) as PouchModule; // see above
  const database = new PouchDB(join(folder, 'pouch'));
  return {
    name: 'pouchdb',
    durability:
      'LevelDB without a sync of the disk for each write; no transaction over two documents; not encrypted',
    load: async (documents) => {
      await database.bulkDocs(documents.households);
      for (let at = 0; at < documents.sales.length; at += 5_000)
        await database.bulkDocs(documents.sales.slice(at, at + 5_000));
    },
    complete: async (sale) => {
      const household = spend(await database.get(sale.householdId), sale);
      await database.put({ _id: sale.saleId, body: sale.body });
      await database.put(household);
    },
    close: () => database.close(),
  };
}
