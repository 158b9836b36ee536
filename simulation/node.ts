import { deviceKeys } from '../hub/hub-client.fixture.ts';
import type { MemoryStore } from '../hub/store/memory-store.ts';
import {
  type HouseholdId,
  householdIdSchema,
  type OperatorId,
  operatorIdSchema,
  organisationIdSchema,
  siteIdSchema,
} from '../shared/domain/ids.ts';
import type { SyncState } from '../shared/sync/sync-machine.ts';
import { type Random, randomUuid } from './random.ts';
import { createSimulatedCounter, type SimulatedCounter } from './simulated-counter.ts';
import { grantsOf } from './witness.ts';

/** One counter with its engine, as the simulation moves it. */
export type Node = {
  readonly counter: SimulatedCounter;
  state: SyncState;
  /** Has no network: it sells on under its leases. */
  isAway: boolean;
  /** Raised by a crash: what was under way before belongs to nobody. */
  life: number;
  /** Of the newest states of accounts that it has read to their end in this life. */
  statesEpoch: number | null;
  /** Questions that an act waits for. */
  readonly asking: Set<string>;
  /** Ends the waiting that is under way. */
  wake: (() => void) | null;
  /** The household that it brings; null for a counter that never stood alone. */
  readonly brings: HouseholdId | null;
  /** It has not entered yet. */
  isAlone: boolean;
  /** Its disk was put back, and people wait with their work until it has looked at its own chain at the hub. */
  isComingUp: boolean;
  /** Nobody moves it: what it wrote where it stood, on a disk of before, would be kept aside for a person. */
  staysPut: boolean;
  /** Nobody works at it: it is switched off for a moment, or a person decides about it. */
  isIdle: boolean;
  /** Taken out of service by a person: another one goes on, or is to. */
  isOut: boolean;
};

/** Whether it is switched on, and nobody has to decide about it. */
export const isInService = ({ isOut, isIdle }: Node): boolean => !isOut && !isIdle;

/** Whether people work at it. */
export const isInUse = (node: Node): boolean =>
  isInService(node) && !(node.isComingUp && !node.state.isCompared && !node.state.isClosing);

/** One office and the others, as an administrator has set them up, known to the hub. */
export async function createNodes(
  random: Random,
  memory: MemoryStore,
  count: number,
  adminId: OperatorId,
  aClock: () => () => number,
): Promise<Node[]> {
  const organisationId = organisationIdSchema.parse(randomUuid(random));
  const sites = Array.from({ length: Math.max(1, Math.ceil(count / 2)) }, () =>
    siteIdSchema.parse(randomUuid(random)),
  );
  const officeId = siteIdSchema.parse(randomUuid(random));
  // What an administrator set up before: sites, and roles at each of them.
  await memory.inTransaction(async (tx) => {
    for (const siteId of [officeId, ...sites]) {
      await tx.setRoles(adminId, siteId, ['admin']);
      const kind = siteId === officeId ? 'office' : 'emporio';
      await tx.setSite(siteId, { organisationId, kind, isActive: true });
    }
  });
  const nodes: Node[] = [];
  for (let index = 0; index < count; index++) {
    // One office, which gets the ledger and the sites of its organisation too.
    const isOffice = index === 0;
    const siteId = isOffice ? officeId : random.pick(sites);
    const place = {
      siteId,
      siteKind: isOffice ? ('office' as const) : ('emporio' as const),
      organisationId,
      officeOf: isOffice ? sites : [],
    };
    const counter = createSimulatedCounter({ random, now: aClock(), place, adminId });
    await memory.inTransaction((tx) =>
      tx.insertDevice({
        deviceId: counter.deviceId,
        publicKey: deviceKeys(counter.deviceId).publicKey,
        place: counter.place(),
        aloneUntilSeq: isOffice ? 1 : 0, // it brought the network
      }),
    );
    counter.setUp();
    nodes.push(nodeOf(counter, null));
  }
  return nodes;
}

export const nodeOf = (counter: SimulatedCounter, brings: HouseholdId | null): Node => ({
  counter,
  state: counter.resume(),
  isAway: false,
  life: 0,
  statesEpoch: null,
  asking: new Set(),
  wake: null,
  brings,
  isAlone: brings !== null,
  isComingUp: false,
  isIdle: false,
  staysPut: false,
  isOut: false,
});

/** A counter with a network of its own, which looks at this one: it enters some time later. */
export async function createLoneNode(random: Random, memory: MemoryStore, now: () => number): Promise<Node> {
  const place = {
    siteId: siteIdSchema.parse(randomUuid(random)),
    siteKind: 'emporio' as const,
    organisationId: organisationIdSchema.parse(randomUuid(random)),
    officeOf: [],
  };
  const adminId = operatorIdSchema.parse(randomUuid(random));
  const counter = createSimulatedCounter({ random, now, place, adminId, isAlone: true });
  await memory.inTransaction((tx) =>
    tx.insertDevice({
      deviceId: counter.deviceId,
      publicKey: deviceKeys(counter.deviceId).publicKey,
      place: counter.place(),
      aloneUntilSeq: 0,
      isJoining: true,
    }),
  );
  counter.setUp();
  const brings = householdIdSchema.parse(randomUuid(random));
  counter.bring(brings);
  return nodeOf(counter, brings);
}

/** Everything of a counter is at the hub, everything that is granted to it is here, and it rests. */
export const isDone = (node: Node, memory: MemoryStore): boolean =>
  // What costs nothing is looked at first: this is asked after every step.
  node.isOut || (node.state.phase.type === 'waiting' && isUpToDate(node, memory));

/** The same of one that may be asking whether there is news. */
export function isUpToDate({ counter, state, isAlone, isOut }: Node, memory: MemoryStore): boolean {
  if (isOut) return true;
  if (isAlone) return false;
  const { streams, epoch } = memory.state();
  if (state.epoch !== epoch) return false;
  if (![...state.cursors].every(([stream, cursor]) => cursor === (streams.get(stream)?.number ?? 0)))
    return false;
  const { seq } = counter.head();
  const grants = grantsOf(memory, counter.deviceId);
  return (
    state.acknowledgedSeq === seq &&
    memory.state().devices.get(counter.deviceId)?.headSeq === seq &&
    grants.length === state.cursors.size &&
    grants.every((stream) => state.cursors.has(stream)) &&
    counter.openQuestions().length === 0 &&
    // What a disk that was put back has forgotten is given up some time later.
    [...memory.state().authorisations.values()].every(
      ({ deviceId, closedAt }) => closedAt !== null || deviceId !== counter.deviceId,
    )
  );
}
