import type { MemoryStore } from '../hub/store/memory-store.ts';
import type { DeviceId, OperationId } from '../shared/domain/ids.ts';
import { deviceContinued } from '../shared/operations/network-operations.ts';
import type { PushAnswer, PushRequest } from '../shared/sync/protocol.ts';
import type { SimulatedCounter } from './simulated-counter.ts';
import { AT_WORK_MS } from './world.ts';

export type ChainBook = {
  readonly acknowledged: (request: PushRequest, answer: PushAnswer) => void;
  /** What is wrong with another device going on for this one now; null where nothing is. */
  readonly succeeded: (deviceId: DeviceId, at: number) => string | null;
  readonly mayFork: (deviceId: DeviceId) => void;
  /** Once everything is everywhere; `counters` are those that are at work. */
  readonly problems: (counters: readonly SimulatedCounter[]) => Generator<string>;
};

/**
 * What the hub said of chains, remembered apart from the counters: one whose disk is put back has forgotten what was
 * acknowledged, and the network has not.
 */
export function createChainBook(memory: MemoryStore): ChainBook {
  /** By hash: what it is. */
  const taken = new Map<string, string>();
  /** Of other branches, which are kept for a person. */
  const kept = new Map<OperationId, string>();
  const closed = new Set<DeviceId>();
  const parting = new Set<DeviceId>();
  return {
    acknowledged: ({ operations }, answer) => {
      if (answer.type === 'gap') return;
      const until = answer.type === 'fork' ? (answer.keptSeq ?? 0) : answer.acknowledgedSeq;
      for (const { id, hash, seq, type } of operations) {
        if (seq > until) continue;
        if (answer.type === 'acknowledged') taken.set(hash, `${type} ${seq}`);
        else if (seq >= answer.atSeq) kept.set(id, `${type} ${seq}`);
      }
    },
    succeeded: (deviceId, at) => {
      if (closed.has(deviceId)) return null; // told again
      closed.add(deviceId);
      const seenAt = memory.state().contacts.get(deviceId)?.seenAt;
      return seenAt !== undefined && at - seenAt < AT_WORK_MS
        ? 'a copy takes the place of a counter that is at work'
        : null;
    },
    mayFork: (deviceId) => {
      parting.add(deviceId);
    },
    problems: function* (counters) {
      const { operations, quarantine, forks } = memory.state();
      const here = [...operations, ...quarantine].map(({ operation }) => operation);
      const hashes = new Set(here.map(({ hash }) => hash));
      const ids = new Set([...here, ...forks.map(({ operation }) => operation)].map(({ id }) => id));
      for (const [hash, what] of taken)
        if (!hashes.has(hash)) yield `the hub lost ${what}, which it had acknowledged`;
      for (const [id, what] of kept) if (!ids.has(id)) yield `the hub lost ${what} of another branch`;
      if (forks.some(({ deviceId }) => !parting.has(deviceId)))
        yield 'a chain has two branches though nobody wrote on both';
      yield* lineProblems(memory, counters);
    },
  };
}

/** A chain that was closed stays closed, nothing is set aside for it, and one device goes on for it. */
function* lineProblems(memory: MemoryStore, counters: readonly SimulatedCounter[]): Generator<string> {
  const { devices, operations, leases, authorisations, forks } = memory.state();
  const stateOf = (deviceId: DeviceId) => devices.get(deviceId)?.state;
  for (const { deviceId, line } of counters) {
    for (const id of line()) {
      const state = stateOf(id);
      if (id === deviceId && state !== 'active') yield `a counter at work is ${state} at the hub`;
      if (id !== deviceId && state !== 'replaced') yield `a chain that a counter has left is ${state}`;
    }
  }
  const working = counters.map(({ deviceId }) => deviceId);
  if (new Set(working).size !== working.length) yield 'two copies of one disk go on as one device';
  const heirs = new Set(forks.map(({ adoptedAs }) => adoptedAs));
  const continued = operations
    .map(({ operation }) => operation)
    .filter(({ type, deviceId }) => type === deviceContinued.type && !heirs.has(deviceId))
    .map(({ body }) => deviceContinued.body.parse(JSON.parse(body ?? '')).from);
  if (new Set(continued).size !== continued.length) yield 'two devices go on for one';
  const isClosed = (deviceId: DeviceId) => stateOf(deviceId) !== 'active';
  for (const { deviceId, amount } of leases.values())
    if (amount > 0 && isClosed(deviceId)) yield `${amount} stay leased to a chain that is closed`;
  for (const { deviceId, closedAt } of authorisations.values())
    if (closedAt === null && isClosed(deviceId)) yield 'a question of a chain that is closed stays open';
}
