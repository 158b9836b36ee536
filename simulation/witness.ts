import { iterateOperations } from '../electron/database/log.ts';
import { listCursors } from '../electron/database/sync.ts';
import type { MemoryStore } from '../hub/store/memory-store.ts';
import { householdAccount } from '../shared/domain/account.ts';
import type { DeviceId, HouseholdId } from '../shared/domain/ids.ts';
import { addToChecksum, NOTHING } from '../shared/sync/checksum.ts';
import { balancesStream, ledgerStream } from '../shared/sync/grants.ts';
import type { BalancePage } from '../shared/sync/protocol.ts';
import type { SimulatedCounter } from './simulated-counter.ts';

export type Witness = {
  /** The hub answers with states: which operations are in each of them is remembered beside it. */
  readonly sawStates: (page: BalancePage) => void;
  /** A counter has taken a page of states. */
  readonly applied: (counter: SimulatedCounter, page: BalancePage) => void;
  /** Whether what a counter shows is what it may know: never one posting twice, never one missing. */
  readonly look: (counter: SimulatedCounter, at: number) => void;
  readonly faults: () => readonly string[];
  /** Once everything is everywhere: what has to be the same is the same. */
  readonly settle: () => string[];
};

type Known = ReadonlyMap<string, number>;

/**
 * Stands beside the exchange and keeps its own books: which postings of which operations are in what the hub said of an
 * account, so that what a counter shows can be added up in another way than the counter does.
 */
export function createWitness(
  memory: MemoryStore,
  counters: readonly SimulatedCounter[],
  households: readonly HouseholdId[],
): Witness {
  const faults: string[] = [];
  const inPage = new WeakMap<BalancePage, Map<string, Known>>();
  /** Per counter and account: the operations in the last state that it took, with what each moved. */
  const told = new Map<DeviceId, Map<string, Known>>();
  const complain = (fault: string) => {
    if (faults.length < 10) faults.push(fault);
  };

  const movesOf = (account: string): Known =>
    new Map(
      memory
        .state()
        .operations.flatMap(({ operation }) =>
          operation.postings
            .filter((posting) => posting.account === account)
            .map(({ amount }): [string, number] => [operation.id, amount]),
        ),
    );
  const ownMoves = (counter: SimulatedCounter, account: string): Known =>
    new Map(
      counter.written.flatMap(({ id, postings }) =>
        postings
          .filter((posting) => posting.account === account)
          .map(({ amount }): [string, number] => [id, amount]),
      ),
    );

  return {
    sawStates: (page) => {
      inPage.set(page, new Map(page.accounts.map(({ account }) => [account, movesOf(account)])));
    },
    applied: (counter, page) => {
      const states = told.get(counter.deviceId) ?? new Map<string, Known>();
      for (const [account, moves] of inPage.get(page) ?? []) states.set(account, moves);
      told.set(counter.deviceId, states);
    },
    look: (counter, at) => {
      for (const householdId of households) {
        const account = householdAccount(householdId, 'cents');
        const known = new Map([
          ...(told.get(counter.deviceId)?.get(account) ?? []),
          ...ownMoves(counter, account),
        ]);
        const expected = [...known.values()].reduce((sum, amount) => sum + amount, 0);
        const shown = counter.centsOf(householdId);
        if (shown !== expected && memory.state().restores.length === 0) {
          complain(`at ${at} a counter shows ${shown} where ${expected} is known to it`);
        }
      }
    },
    faults: () => faults,
    settle: () => {
      const problems = [...hubProblems(memory, counters)];
      for (const counter of counters) problems.push(...replicaProblems(memory, counter, households));
      return problems;
    },
  };
}

/** Every operation at the hub, once; numbers dense; checksums and accounts the fold. */
function* hubProblems(memory: MemoryStore, counters: readonly SimulatedCounter[]): Generator<string> {
  const { operations, streams, accounts, quarantine } = memory.state();
  const hashes = operations.map(({ operation }) => operation.hash);
  if (new Set(hashes).size !== hashes.length) yield 'the hub has an operation twice';
  for (const { operation, reason } of quarantine) yield `${operation.type} was kept aside: ${reason}`;
  const atHub = new Set(hashes);
  for (const counter of counters) {
    for (const { operation } of iterateOperations(counter.db)) {
      if (!atHub.has(operation.hash)) yield `the hub lost ${operation.type} ${operation.seq}`;
    }
  }
  for (const [name, head] of streams) {
    if (name === balancesStream) continue;
    const own = operations
      .map((row) =>
        name === ledgerStream
          ? { number: row.ledgerNumber, hash: row.operation.hash }
          : { number: row.operation.stream === name ? row.number : null, hash: row.operation.hash },
      )
      .filter(({ number }) => number !== null)
      .sort((a, b) => (a.number ?? 0) - (b.number ?? 0));
    if (own.some(({ number }, index) => number !== index + 1)) yield `${name} has a hole`;
    if (own.length !== head.number) yield `${name} ends at ${head.number} and holds ${own.length}`;
    const checksum = addToChecksum(
      NOTHING,
      own.map(({ hash }) => hash),
    );
    if (checksum !== head.checksum) yield `${name} has another checksum than its operations`;
  }
  const fold = new Map<string, number>();
  for (const { operation } of operations) {
    for (const { account, amount } of operation.postings) {
      fold.set(account, (fold.get(account) ?? 0) + amount);
    }
  }
  for (const { account, posted } of accounts.values()) {
    if (fold.get(account) !== posted) yield `${account} has ${posted}, its operations ${fold.get(account)}`;
  }
  const total = [...fold.values()].reduce((sum, amount) => sum + amount, 0);
  if (total !== 0) yield `all accounts together have ${total}`;
}

/** What a counter holds is what was granted to it, all of it, and what it shows is what the hub has. */
function* replicaProblems(
  memory: MemoryStore,
  counter: SimulatedCounter,
  households: readonly HouseholdId[],
): Generator<string> {
  const { operations, accounts } = memory.state();
  const cursors = listCursors(counter.db);
  const here = new Set([...iterateOperations(counter.db)].map(({ operation }) => operation.hash));
  for (const [stream, { cursor, checksum }] of cursors) {
    if (stream === balancesStream || stream === ledgerStream) continue;
    const granted = operations.filter(({ operation }) => operation.stream === stream);
    if (cursor !== granted.length) yield `a cursor of ${stream} is at ${cursor} of ${granted.length}`;
    for (const { operation } of granted) {
      if (!here.has(operation.hash)) yield `a counter lacks ${operation.type} of ${stream}`;
    }
    const expected = addToChecksum(
      NOTHING,
      granted.map(({ operation }) => operation.hash),
    );
    if (checksum !== expected) yield `a counter has another checksum of ${stream}`;
  }
  for (const { operation } of iterateOperations(counter.db)) {
    const isOwn = operation.deviceId === counter.deviceId;
    if (!isOwn && !cursors.has(operation.stream)) yield `a counter holds ${operation.stream} without a grant`;
  }
  for (const householdId of households) {
    const posted = accounts.get(householdAccount(householdId, 'cents'))?.posted ?? 0;
    const shown = counter.centsOf(householdId);
    if (shown !== posted) yield `a counter shows ${shown} where the hub has ${posted}`;
  }
}
