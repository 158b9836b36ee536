import { iterateOperations } from '../electron/database/log.ts';
import { listCursors } from '../electron/database/sync.ts';
import { isSignedBy } from '../hub/ed25519.ts';
import type { StoredOperation } from '../hub/store/hub-store.ts';
import type { MemoryStore } from '../hub/store/memory-store.ts';
import type { DeviceId, HouseholdId } from '../shared/domain/ids.ts';
import type { LocalDate } from '../shared/domain/local-date.ts';
import { isOneInNetwork } from '../shared/operations/brought-operations.ts';
import { householdErased } from '../shared/operations/erasure-operations.ts';
import { deviceStream } from '../shared/operations/kind.ts';
import { findKind } from '../shared/operations/kinds.ts';
import { networkCreated, programmeSet } from '../shared/operations/network-operations.ts';
import type { Operation, StreamName } from '../shared/operations/operation.ts';
import { addToChecksum, NOTHING } from '../shared/sync/checksum.ts';
import { balancesStream, ledgerStream, streamsFor } from '../shared/sync/grants.ts';
import type { BalancePage, PullAnswer, PushAnswer, PushRequest } from '../shared/sync/protocol.ts';
import { headToSign } from '../shared/sync/signed-request.ts';
import { createChainBook } from './chain-book.ts';
import { saysOf } from './counter-registers.ts';
import { coverProblems } from './cover-problems.ts';
import { mergeProblems } from './merge-problems.ts';
import type { Node } from './node.ts';
import { periodProblems } from './period-problems.ts';
import { accountsOf } from './points.ts';
import type { SimulatedCounter } from './simulated-counter.ts';

export type Witness = {
  /** The hub acknowledges: what it acknowledges has to be on its disk in this moment. */
  readonly acknowledged: (deviceId: DeviceId, request: PushRequest, answer: PushAnswer) => void;
  /** The hub answers with a page: it has to be granted; which operations are in its states is remembered beside it. */
  readonly answered: (deviceId: DeviceId, stream: StreamName, page: PullAnswer) => void;
  /** The hub lets another device go on for this one: it must not be at work. */
  readonly succeeded: (deviceId: DeviceId, at: number) => void;
  /** A counter has taken a page of states. */
  readonly applied: (counter: SimulatedCounter, page: BalancePage) => void;
  /** What a counter has taken by now; and that it has taken that and no more, since its disk is of that day. */
  readonly toldTo: (counter: SimulatedCounter) => Told;
  readonly isOfBefore: (counter: SimulatedCounter, told: Told) => void;
  /** Somebody wrote at a counter that had not looked at its chain, or at two copies of one disk: that chain may part. */
  readonly mayFork: (deviceId: DeviceId) => void;
  /** Whether what a counter shows is what it may know: never one posting twice, never one missing. */
  readonly look: (counter: SimulatedCounter, at: number, households: readonly HouseholdId[]) => void;
  readonly faults: () => readonly string[];
  /** Once everything is everywhere: what has to be the same is the same. */
  readonly settle: (today: LocalDate) => string[];
};

/** What each operation moves on one account. */
type Known = ReadonlyMap<string, number>;
/** By account: the operations in the last state of it that a counter took, with what each moved. */
export type Told = ReadonlyMap<string, { readonly moves: Known; readonly epoch: number }>;

/**
 * Stands beside the exchange and keeps its own books: which postings of which operations are in what the hub said of an
 * account, so that what a counter shows can be added up in another way than the counter does.
 */
export function createWitness(
  memory: MemoryStore,
  nodes: readonly Pick<Node, 'counter' | 'isOut'>[],
  households: readonly HouseholdId[],
): Witness {
  const faults: string[] = [];
  const inPage = new WeakMap<BalancePage, Map<string, Known>>();
  const told = new Map<SimulatedCounter, Told>();
  const chains = createChainBook(memory);
  const complain = (fault: string) => {
    if (faults.length < 10) faults.push(fault);
  };
  const ownMoves = createOwnMoves();

  return {
    acknowledged: (deviceId, request, answer) => {
      chains.acknowledged(request, answer);
      if (answer.type !== 'acknowledged') return;
      const headSeq = memory.state().devices.get(deviceId)?.headSeq ?? 0;
      if (answer.acknowledgedSeq > headSeq) {
        complain(`the hub acknowledged ${answer.acknowledgedSeq} and has ${headSeq}`);
      }
    },
    answered: (deviceId, stream, page) => {
      if (!grantsOf(memory, deviceId).includes(stream)) complain(`the hub gave ${stream} without a grant`);
      if (page.type === 'balances') inPage.set(page, movesOn(memory, page));
    },
    succeeded: (deviceId, at) => {
      const fault = chains.succeeded(deviceId, at);
      if (fault !== null) complain(fault);
    },
    toldTo: (counter) => told.get(counter) ?? new Map(),
    isOfBefore: (counter, before) => {
      told.set(counter, before);
    },
    mayFork: chains.mayFork,
    applied: (counter, page) => {
      const { epoch, hasMore } = page;
      const states = new Map(told.get(counter));
      for (const [account, moves] of inPage.get(page) ?? []) states.set(account, { moves, epoch });
      // What a hub that was restored does not tell of any more, it does not know.
      for (const [account, state] of states) if (!hasMore && state.epoch < epoch) states.delete(account);
      told.set(counter, states);
    },
    look: (counter, at, looked) => {
      for (const account of looked.flatMap(accountsOf)) {
        const states = told.get(counter)?.get(account)?.moves;
        let expected = 0;
        for (const amount of states?.values() ?? []) expected += amount;
        for (const [id, amount] of ownMoves(counter, account)) {
          if (states?.has(id) !== true) expected += amount;
        }
        const shown = counter.shownOf(account);
        if (shown !== expected)
          complain(`at ${at} a counter shows ${shown} where ${expected} is known to it`);
      }
    },
    faults: () => faults,
    settle: (today) => {
      const counters = nodes.filter(({ isOut }) => !isOut).map(({ counter }) => counter);
      const problems = [
        ...chains.problems(counters),
        ...hubProblems(memory, counters),
        ...headProblems(memory, counters),
        ...entryProblems(memory, counters),
        ...coverProblems(memory, counters, households),
        ...mergeProblems(memory, today),
        ...periodProblems(memory, counters, today),
      ];
      for (const counter of counters) problems.push(...replicaProblems(memory, counter, households));
      problems.push(...erasureProblems(memory, counters));
      return problems;
    },
  };
}

/** What the hub gives a device, by where it stands now. */
export function grantsOf(memory: MemoryStore, deviceId: DeviceId): readonly StreamName[] {
  const place = memory.state().devices.get(deviceId)?.place;
  return place === undefined ? [] : streamsFor(place);
}

/** What the hub's operations moved on each account of a page. */
function movesOn(memory: MemoryStore, page: BalancePage): Map<string, Known> {
  const moves = new Map(page.accounts.map(({ account }) => [String(account), new Map<string, number>()]));
  if (moves.size === 0) return moves;
  for (const { operation } of memory.state().operations) {
    for (const { account, amount } of operation.postings) {
      const known = moves.get(account);
      // A sweep may move one account twice.
      known?.set(operation.id, (known.get(operation.id) ?? 0) + amount);
    }
  }
  return moves;
}

/** What a counter's own operations moved on an account, read once each. */
function createOwnMoves(): (counter: SimulatedCounter, account: string) => Known {
  type Book = { read: readonly Operation[]; readonly moves: Map<string, Map<string, number>> };
  const books = new WeakMap<SimulatedCounter, Book>();
  return (counter, account) => {
    const { written } = counter;
    const before = books.get(counter);
    // Another list altogether where its disk was put back.
    const isMore = before !== undefined && before.read.at(-1) === written[before.read.length - 1];
    const book: Book = isMore ? before : { read: [], moves: new Map() };
    books.set(counter, book);
    for (const { id, postings } of written.slice(book.read.length)) {
      for (const posting of postings) {
        const moves = book.moves.get(posting.account) ?? new Map<string, number>();
        book.moves.set(posting.account, moves.set(id, (moves.get(id) ?? 0) + posting.amount));
      }
    }
    book.read = written;
    return book.moves.get(account) ?? new Map();
  };
}

/** Every operation at the hub, once; numbers dense; checksums and accounts the fold. */
function* hubProblems(memory: MemoryStore, counters: readonly SimulatedCounter[]): Generator<string> {
  const { operations, streams, accounts, quarantine } = memory.state();
  const hashes = operations.map(({ operation }) => operation.hash);
  if (new Set(hashes).size !== hashes.length) yield 'the hub has an operation twice';
  const aside = new Map(quarantine.map(({ operation, reason }) => [operation.hash, reason]));
  const atHub = new Set(hashes);
  for (const counter of counters) {
    for (const { type, seq, hash, operatorId } of counter.written) {
      const isBrought = seq <= counter.broughtUntil();
      const reason = aside.get(hash);
      // The network has its own word, or it had none yet.
      if (isBrought && isOneInNetwork(type) && reason === 'NetworkHasOwn') continue;
      const isStrange = operatorId === counter.strangerId && !isBrought;
      const expected = isStrange ? 'NotAllowedToOperator' : undefined;
      if (reason !== expected) yield `${type} is kept aside for ${reason} where ${expected} was expected`;
      if (!atHub.has(hash) && reason === undefined) yield `the hub lost ${type} ${seq}`;
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

/** Where the hub says that a chain ends, its device has signed that it does. */
function* headProblems(memory: MemoryStore, counters: readonly SimulatedCounter[]): Generator<string> {
  const { devices } = memory.state();
  for (const deviceId of counters.flatMap(({ line }) => [...line()])) {
    const device = devices.get(deviceId);
    if (device === undefined || device.headSeq === 0) continue;
    const { publicKey, headSeq, headHash, headSignature } = device;
    const isSigned =
      headSignature !== null && isSignedBy(publicKey, headToSign(deviceId, headSeq, headHash), headSignature);
    if (!isSigned) yield `the hub has a chain up to ${headSeq} and no word of its device for it`;
  }
}

/** Of what a network has one word on, nobody's is replaced by what is brought; and nobody administers it by their own log. */
function* entryProblems(memory: MemoryStore, counters: readonly SimulatedCounter[]): Generator<string> {
  const { operations, roles } = memory.state();
  const words = new Map<string, DeviceId>();
  const untilOf = new Map(counters.map(({ deviceId, broughtUntil }) => [deviceId, broughtUntil()]));
  for (const { operation } of [...operations].sort((a, b) => a.number - b.number)) {
    const { type, version, body, deviceId, seq } = operation;
    if (!isOneInNetwork(type)) continue;
    const kind = findKind(type, version);
    const subject = kind?.subject(kind.body.parse(JSON.parse(body ?? ''))) ?? type;
    const first = words.get(subject) ?? deviceId;
    words.set(subject, first);
    const isBrought = seq <= (untilOf.get(deviceId) ?? 0);
    if (isBrought && first !== deviceId) yield `${type} that is brought replaces the network's own`;
    if (isBrought && type === networkCreated.type) yield 'a second network is brought';
  }
  for (const { operatorId, broughtUntil, place } of counters) {
    const held = roles.get(operatorId)?.get(place().siteId) ?? [];
    if (broughtUntil() > 0 && held.includes('admin')) yield 'an administrator came in with a log';
  }
}

/** What the hub's order makes of everybody's edits of one register. */
function newestName(operations: readonly StoredOperation[]): string | null {
  const edits = operations.filter(({ operation }) => operation.type === programmeSet.type);
  const newest = edits.sort((a, b) => a.number - b.number).at(-1);
  return newest === undefined
    ? null
    : programmeSet.body.parse(JSON.parse(newest.operation.body ?? '')).name.it;
}

/** Every order has arrived, and nothing says anything of whom it is about, wherever it lies. */
function* erasureProblems(memory: MemoryStore, counters: readonly SimulatedCounter[]): Generator<string> {
  const { erasures, operations, quarantine, forks } = memory.state();
  const ordered = new Set(
    counters.flatMap(({ written }) =>
      written
        .filter(({ type }) => type === householdErased.type)
        .map(({ body }) => householdErased.body.parse(JSON.parse(body ?? '')).householdId),
    ),
  );
  for (const householdId of ordered) {
    if (!erasures.has(householdId)) yield 'the hub lost an order to erase';
    for (const { operation } of [...operations, ...quarantine, ...forks]) {
      if (saysOf(operation, householdId))
        yield `the hub still has a ${operation.type} of an erased household`;
    }
    for (const counter of counters) {
      if (counter.saysOf(householdId)) yield 'a counter still knows an erased household';
    }
  }
}

/** What a counter holds is what was granted to it, all of it, and what it shows is what the hub has. */
function* replicaProblems(
  memory: MemoryStore,
  counter: SimulatedCounter,
  households: readonly HouseholdId[],
): Generator<string> {
  const { operations, accounts } = memory.state();
  const cursors = listCursors(counter.db);
  const held = [...iterateOperations(counter.db)].map(({ operation }) => operation);
  const here = new Set(held.map(({ hash }) => hash));
  const ids = new Set(held.map(({ id }) => id));
  const writers = new Set(memory.state().devices.keys());
  const granted = new Set(grantsOf(memory, counter.deviceId));
  const line = counter.line();
  const mailboxes = new Set([...line].map(deviceStream));
  for (const stream of new Set([...granted, ...cursors.keys()])) {
    if (granted.has(stream) !== cursors.has(stream)) yield `a counter reads other streams than it is granted`;
  }
  for (const [stream, { cursor, checksum }] of cursors) {
    if (stream === balancesStream || stream === ledgerStream) continue;
    const inStream = operations.filter(({ operation }) => operation.stream === stream);
    if (cursor !== inStream.length) yield `a cursor of ${stream} is at ${cursor} of ${inStream.length}`;
    for (const { operation } of inStream) {
      // What a restored hub writes again has its id, and is here as the hub that is gone wrote it.
      const isHere = writers.has(operation.deviceId) ? here.has(operation.hash) : ids.has(operation.id);
      if (!isHere) yield `a counter lacks ${operation.type} of ${stream}`;
    }
    const expected = addToChecksum(
      NOTHING,
      inStream.map(({ operation }) => operation.hash),
    );
    if (checksum !== expected) yield `a counter has another checksum of ${stream}`;
  }
  if (here.size < counter.written.length) yield 'a counter lacks operations of its own';
  for (const { deviceId, stream } of held) {
    if (!line.has(deviceId) && !granted.has(stream) && !mailboxes.has(stream))
      yield `a counter holds ${stream} without a grant`;
  }
  const name = newestName(operations);
  // One that was only ever edited by who may not is kept aside everywhere else.
  if (name !== null && counter.programmeName() !== name)
    yield `a counter calls ${counter.programmeName()} what the hub has as ${name}`;
  for (const account of households.flatMap(accountsOf)) {
    const posted = accounts.get(account)?.posted ?? 0;
    const shown = counter.shownOf(account);
    if (shown !== posted) yield `a counter shows ${shown} where the hub has ${posted}`;
  }
}
