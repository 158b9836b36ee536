import { iterateOperations } from '../electron/database/log.ts';
import { listCursors } from '../electron/database/sync.ts';
import type { StoredOperation } from '../hub/store/hub-store.ts';
import type { MemoryStore } from '../hub/store/memory-store.ts';
import { householdAccount } from '../shared/domain/account.ts';
import type { DeviceId, HouseholdId } from '../shared/domain/ids.ts';
import { isOneInNetwork } from '../shared/operations/brought-operations.ts';
import { householdErased } from '../shared/operations/erasure-operations.ts';
import { findKind } from '../shared/operations/kinds.ts';
import { networkCreated, programmeSet } from '../shared/operations/network-operations.ts';
import type { StreamName } from '../shared/operations/operation.ts';
import { saleCompleted, saleReturned } from '../shared/operations/sale-operations.ts';
import { addToChecksum, NOTHING } from '../shared/sync/checksum.ts';
import { balancesStream, ledgerStream, streamsFor } from '../shared/sync/grants.ts';
import type { BalancePage, PullAnswer, PushAnswer } from '../shared/sync/protocol.ts';
import { FLOOR } from './floor.ts';
import { mergeProblems } from './merge-problems.ts';
import { type SimulatedCounter, saysOf } from './simulated-counter.ts';

export type Witness = {
  /** The hub acknowledges: what it acknowledges has to be on its disk in this moment. */
  readonly acknowledged: (counter: SimulatedCounter, answer: PushAnswer) => void;
  /** The hub answers with a page: it has to be granted; which operations are in its states is remembered beside it. */
  readonly answered: (counter: SimulatedCounter, stream: StreamName, page: PullAnswer) => void;
  /** A counter has taken a page of states. */
  readonly applied: (counter: SimulatedCounter, page: BalancePage) => void;
  /** Whether what a counter shows is what it may know: never one posting twice, never one missing. */
  readonly look: (counter: SimulatedCounter, at: number, households: readonly HouseholdId[]) => void;
  readonly faults: () => readonly string[];
  /** Once everything is everywhere: what has to be the same is the same. */
  readonly settle: () => string[];
};

/** What each operation moves on one account. */
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
  const told = new Map<DeviceId, Map<string, { readonly moves: Known; readonly epoch: number }>>();
  const complain = (fault: string) => {
    if (faults.length < 10) faults.push(fault);
  };
  const ownMoves = createOwnMoves();

  return {
    acknowledged: ({ deviceId }, answer) => {
      if (answer.type !== 'acknowledged') return;
      const headSeq = memory.state().devices.get(deviceId)?.headSeq ?? 0;
      if (answer.acknowledgedSeq > headSeq) {
        complain(`the hub acknowledged ${answer.acknowledgedSeq} and has ${headSeq}`);
      }
    },
    answered: ({ deviceId }, stream, page) => {
      if (!grantsOf(memory, deviceId).includes(stream)) complain(`the hub gave ${stream} without a grant`);
      if (page.type === 'balances') inPage.set(page, movesOn(memory, page));
    },
    applied: (counter, page) => {
      const { epoch, hasMore } = page;
      const states = told.get(counter.deviceId) ?? new Map<string, { moves: Known; epoch: number }>();
      for (const [account, moves] of inPage.get(page) ?? []) states.set(account, { moves, epoch });
      // What a hub that was restored does not tell of any more, it does not know.
      for (const [account, state] of states) if (!hasMore && state.epoch < epoch) states.delete(account);
      told.set(counter.deviceId, states);
    },
    look: (counter, at, looked) => {
      for (const householdId of looked) {
        const account = householdAccount(householdId, 'cents');
        const states = told.get(counter.deviceId)?.get(account)?.moves;
        let expected = 0;
        for (const amount of states?.values() ?? []) expected += amount;
        for (const [id, amount] of ownMoves(counter, account)) {
          if (states?.has(id) !== true) expected += amount;
        }
        const shown = counter.centsOf(householdId);
        if (shown !== expected)
          complain(`at ${at} a counter shows ${shown} where ${expected} is known to it`);
      }
    },
    faults: () => faults,
    settle: () => {
      const problems = [
        ...hubProblems(memory, counters),
        ...entryProblems(memory, counters),
        ...coverProblems(memory, counters, households),
        ...mergeProblems(memory),
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
    for (const { account, amount } of operation.postings) moves.get(account)?.set(operation.id, amount);
  }
  return moves;
}

/** What a counter's own operations moved on an account, read once each. */
function createOwnMoves(): (counter: SimulatedCounter, account: string) => Known {
  const books = new Map<DeviceId, { read: number; readonly moves: Map<string, Map<string, number>> }>();
  return ({ deviceId, written }, account) => {
    const book = books.get(deviceId) ?? { read: 0, moves: new Map<string, Map<string, number>>() };
    books.set(deviceId, book);
    for (const { id, postings } of written.slice(book.read)) {
      for (const posting of postings) {
        const moves = book.moves.get(posting.account) ?? new Map<string, number>();
        book.moves.set(posting.account, moves.set(id, posting.amount));
      }
    }
    book.read = written.length;
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

/** What is set aside is what leases and authorisations say, and nothing was promised twice. */
function* coverProblems(
  memory: MemoryStore,
  counters: readonly SimulatedCounter[],
  households: readonly HouseholdId[],
): Generator<string> {
  const { accounts, leases, authorisations, claims, flags, operations, restores } = memory.state();
  const atFloor = new Map<string, number>();
  for (const { operation } of operations) {
    for (const { account, amount, cover } of operation.postings) {
      if (cover?.kind === 'floor') atFloor.set(account, (atFloor.get(account) ?? 0) - amount);
    }
  }
  for (const { floorFaults } of counters) yield* floorFaults;
  const held = new Map<string, number>();
  for (const { account, amount } of leases.values()) held.set(account, (held.get(account) ?? 0) + amount);
  for (const { account, unit, posted, reserved, leased, uncovered } of accounts.values()) {
    const letOut = atFloor.get(account) ?? 0;
    if (leased !== (held.get(account) ?? 0))
      yield `${leased} are leased where leases hold ${held.get(account)}`;
    if (reserved !== 0) yield `${reserved} stay reserved though no question is open`;
    // After a restore of the hub it is noted anew, as far as it is still missing.
    const isNoted = restores.length > 0 ? uncovered <= letOut : uncovered === letOut;
    // What counts against limits is no value, and needs no cover.
    if (unit !== 'uses' && (!isNoted || posted + uncovered < leased))
      yield `overdrawn: ${posted} posted, ${leased} leased, ${uncovered} uncovered`;
  }
  if ([...authorisations.values()].some(({ closedAt }) => closedAt === null)) yield 'a question stays open';
  if (claims.claims.size > 0) yield 'something stays claimed though no question is open';
  yield* reversalProblems(memory);
  for (const { reason, amount, account } of flags) {
    const letOut = atFloor.get(account) ?? 0;
    // Two counters that do not hear of each other may both let a household have its day's worth.
    if (reason === 'FloorExceeded' && letOut > FLOOR.perHousehold.cents) continue;
    // A restored hub may have forgotten that anything goes out, and is told at once what was told in parts before.
    if (restores.length > 0 && letOut > 0) continue;
    yield `${amount} were spent with ${reason}`;
  }
  for (const counter of counters) {
    for (const householdId of households) {
      const account = householdAccount(householdId, 'cents');
      const own = [...leases.values()].filter(
        (lease) => lease.account === account && lease.deviceId === counter.deviceId,
      );
      const amount = own.reduce((sum, lease) => sum + lease.amount, 0);
      const known = counter.leasedOf(householdId);
      if (known !== amount) yield `a counter knows a lease of ${known} where the hub has ${amount}`;
    }
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

/** Nothing is taken back twice: of no sale more pieces come back, or more value, than there were. */
function* reversalProblems(memory: MemoryStore): Generator<string> {
  const operations = memory.state().operations.map(({ operation }) => operation);
  for (const sale of operations.filter(({ type }) => type === saleCompleted.type)) {
    const { lines, totals } = saleCompleted.body.parse(JSON.parse(sale.body ?? ''));
    const returned = operations
      .filter(({ reversesId }) => reversesId === sale.id)
      .map(({ body }) => saleReturned.body.parse(JSON.parse(body ?? '')));
    const cents = returned.reduce((sum, { total }) => sum + total.cents, 0);
    if (cents > totals.price.cents) yield `${cents} came back of a sale of ${totals.price.cents}`;
    for (const { line, quantity } of lines) {
      const pieces = returned
        .flatMap((each) => each.lines)
        .filter((each) => each.line === line)
        .reduce((sum, each) => sum + each.quantity, 0);
      if (pieces > quantity) yield `${pieces} pieces came back of ${quantity}`;
    }
  }
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
    if (deviceId !== counter.deviceId && !granted.has(stream))
      yield `a counter holds ${stream} without a grant`;
  }
  const name = newestName(operations);
  // One that was only ever edited by who may not is kept aside everywhere else.
  if (name !== null && counter.programmeName() !== name)
    yield `a counter calls ${counter.programmeName()} what the hub has as ${name}`;
  for (const householdId of households) {
    const posted = accounts.get(householdAccount(householdId, 'cents'))?.posted ?? 0;
    const shown = counter.centsOf(householdId);
    if (shown !== posted) yield `a counter shows ${shown} where the hub has ${posted}`;
  }
}
