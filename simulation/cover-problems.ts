import type { MemoryStore } from '../hub/store/memory-store.ts';
import type { HouseholdId } from '../shared/domain/ids.ts';
import { saleCompleted, saleReturned } from '../shared/operations/sale-operations.ts';
import { FLOOR } from './floor.ts';
import { accountsOf } from './points.ts';
import type { SimulatedCounter } from './simulated-counter.ts';

/** What is set aside is what leases and authorisations say, and nothing was promised twice. */
export function* coverProblems(
  memory: MemoryStore,
  counters: readonly SimulatedCounter[],
  households: readonly HouseholdId[],
): Generator<string> {
  const { accounts, leases, authorisations, claims, flags, operations, restores, forks } = memory.state();
  // What one branch of a chain spent or took back the other one did too: a fact, told to whoever decided to take it in.
  const isParted = forks.some(({ adoptedAs }) => adoptedAs !== null);
  const open = [...authorisations.values()].filter(({ closedAt }) => closedAt === null);
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
    const isNoted = isParted
      ? uncovered >= letOut
      : restores.length > 0
        ? uncovered <= letOut
        : uncovered === letOut;
    // What counts against limits is no value, and needs no cover.
    if (unit !== 'uses' && (!isNoted || posted + uncovered < leased))
      yield `overdrawn: ${posted} posted, ${leased} leased, ${uncovered} uncovered`;
  }
  if (open.length > 0) yield 'a question stays open';
  const ids = new Set(open.map(({ authorisationId }) => authorisationId));
  if ([...claims.claims.values()].some(({ authorisationId }) => !ids.has(authorisationId)))
    yield 'something stays claimed though no question is open';
  const isTold = isParted && flags.some(({ reason }) => reason === 'ReversedTwice');
  if (!isTold) yield* reversalProblems(memory, isParted);
  for (const { reason, amount, account } of flags) {
    const letOut = atFloor.get(account) ?? 0;
    if (isParted) continue;
    // Two counters that do not hear of each other may both let a household have its day's worth.
    if (reason === 'FloorExceeded' && letOut > FLOOR.perHousehold.cents) continue;
    // A restored hub may have forgotten that anything goes out, and is told at once what was told in parts before.
    if (restores.length > 0 && letOut > 0) continue;
    yield `${amount} were spent with ${reason}`;
  }
  const partedIds = new Set(forks.map(({ deviceId }) => deviceId));
  for (const counter of counters) {
    // A branch that was taken in has spent under the same lease, which the one that stayed is not told.
    if (partedIds.has(counter.deviceId)) continue;
    for (const householdId of households) {
      for (const account of accountsOf(householdId)) {
        const own = [...leases.values()].filter(
          (lease) => lease.account === account && lease.deviceId === counter.deviceId,
        );
        const amount = own.reduce((sum, lease) => sum + lease.amount, 0);
        const known = counter.leasedOf(account);
        if (known !== amount) yield `a counter knows a lease of ${known} where the hub has ${amount}`;
      }
    }
  }
}

/** Nothing is taken back twice: of no sale more value comes back, or more pieces, than there were; and it is voided once. */
function* reversalProblems(memory: MemoryStore, isParted: boolean): Generator<string> {
  const operations = memory.state().operations.map(({ operation }) => operation);
  for (const sale of operations.filter(({ type }) => type === saleCompleted.type)) {
    const { lines, totals } = saleCompleted.body.parse(JSON.parse(sale.body ?? ''));
    const returned = operations
      .filter(({ reversesId }) => reversesId === sale.id)
      .map(({ body }) => saleReturned.body.parse(JSON.parse(body ?? '')));
    for (const tender of ['cents', 'points'] as const) {
      const value = returned.reduce((sum, { total }) => sum + total[tender], 0);
      if (value > totals.price[tender])
        yield `${value} ${tender} came back of a sale of ${totals.price[tender]}`;
    }
    // Of pieces that are worth nothing nobody is told that both branches of a chain took them back.
    if (isParted) continue;
    if (returned.filter(({ isVoid }) => isVoid).length > 1) yield 'a sale is voided twice';
    for (const { line, quantity } of lines) {
      const pieces = returned
        .flatMap((each) => each.lines)
        .filter((each) => each.line === line)
        .reduce((sum, each) => sum + each.quantity, 0);
      if (pieces > quantity) yield `${pieces} pieces came back of ${quantity}`;
    }
  }
}
