import { applyPage } from '../electron/sync/apply-page.ts';
import { coverByFloor } from '../electron/sync/cover-by-floor.ts';
import { readDeclaration } from '../electron/sync/read-declaration.ts';
import { noteQuarantined, saveProgress } from '../electron/sync/save-progress.ts';
import { isSignedBy } from '../hub/ed25519.ts';
import { authorise } from '../hub/rules/authorise.ts';
import { declareHolds } from '../hub/rules/declare-holds.ts';
import { fillAllowanceFacts } from '../hub/rules/fill-allowance-facts.ts';
import { placeLeases } from '../hub/rules/place-leases.ts';
import { postAllowances } from '../hub/rules/post-allowances.ts';
import { pull } from '../hub/rules/pull.ts';
import { push } from '../hub/rules/push.ts';
import { readOwn } from '../hub/rules/read-own.ts';
import { settleEntry } from '../hub/rules/settle-entry.ts';
import { succeed } from '../hub/rules/succeed.ts';
import { waitForNews } from '../hub/rules/wait.ts';
import type { HubPen } from '../hub/rules/write-as-hub.ts';
import { sha256 } from '../hub/sha256.ts';
import type { HubStore } from '../hub/store/hub-store.ts';
import { createMemoryStore, type MemoryStore } from '../hub/store/memory-store.ts';
import { householdIdSchema, operatorIdSchema } from '../shared/domain/ids.ts';
import { deviceStream, siteStream } from '../shared/operations/kind.ts';
import { type SyncEffect, type SyncEvent, stepSync } from '../shared/sync/engine.ts';
import { type AuthoriseAnswer, PROTOCOL_VERSION } from '../shared/sync/protocol.ts';
import type { OwnAnswer } from '../shared/sync/succession.ts';
import { FLOOR } from './floor.ts';
import { createLoneNode, createNodes, isDone, type Node, SLOW_MS, scheduleLife } from './life.ts';
import { keepPosting, scheduleMerges } from './merging.ts';
import { createRandom, randomUuid } from './random.ts';
import { createSchedule } from './schedule.ts';
import type { Asked, Question } from './simulated-counter.ts';
import { needsOf } from './simulated-merge.ts';
import { createWitness } from './witness.ts';

export type SimulationOptions = {
  readonly seed: number;
  readonly counters: number;
  readonly operations: number;
  /** Replaces a part by a broken one: what the simulator has to notice. */
  readonly sabotage?: Sabotage;
};

/** The parts of the exchange, so that a planted bug can take the place of one. */
export type Parts = {
  readonly push: typeof push;
  readonly authorise: typeof authorise;
  readonly placeLeases: typeof placeLeases;
  readonly declareHolds: typeof declareHolds;
  readonly readDeclaration: typeof readDeclaration;
  readonly pull: typeof pull;
  readonly readOwn: typeof readOwn;
  readonly succeed: typeof succeed;
  readonly wait: typeof waitForNews;
  readonly applyPage: typeof applyPage;
  readonly coverByFloor: typeof coverByFloor;
  readonly stepSync: typeof stepSync;
  readonly postAllowances: typeof postAllowances;
  readonly needsOf: typeof needsOf;
  readonly store: (memory: MemoryStore) => HubStore;
};
export type Sabotage = (parts: Parts) => Parts;

export type SimulationOutcome = {
  readonly seed: number;
  /** What did not hold; empty where everything did. */
  readonly faults: readonly string[];
  readonly pushes: number;
  readonly pulls: number;
  readonly restores: number;
};

const TIMEOUT_MS = 10_000;
/** A history whose queues are not empty after so many steps never ends. */
const MOST_STEPS = 60_000;
/** Far from the seeds of histories. */
const LONE_SEED = 500_000_000;
const MERGE_SEED = 700_000_000;
/** 22 November 2026 at noon in Rome, as every counter has it. */
const START = Date.UTC(2026, 10, 22, 11);

/**
 * One history from a seed: counters write, the network drops, doubles, delays and cuts, counters crash, the hub's
 * transactions fail half way, the hub is restored from a backup. Then the faults stop, and everything has to be
 * everywhere, once.
 */
export async function simulate(options: SimulationOptions): Promise<SimulationOutcome> {
  const random = createRandom(options.seed);
  const schedule = createSchedule(START);
  const memory = createMemoryStore();
  const healthy: Parts = {
    push,
    authorise,
    placeLeases,
    declareHolds,
    readDeclaration,
    pull,
    readOwn,
    succeed,
    wait: waitForNews,
    applyPage,
    coverByFloor,
    stepSync,
    postAllowances,
    needsOf,
    store: (store) => store,
  };
  const parts = options.sabotage?.(healthy) ?? healthy;
  const hubFaults = new Set<string>();
  const world = { isFaulty: true, pushes: 0, pulls: 0, restores: 0, busyUntil: 0 };
  const store = failingStore(parts.store(memory), () => world.isFaulty && random.chance(0.05));
  const pen: HubPen = {
    sha256,
    now: schedule.now,
    newId: () => randomUuid(random),
    newSalt: () => random.hex(32),
    breathe: () => Promise.resolve(),
  };
  const hub = { ...pen, store };
  const households = Array.from({ length: 5 }, () => householdIdSchema.parse(randomUuid(random)));
  const adminId = operatorIdSchema.parse(randomUuid(random));
  const nodes = await createNodes(random, memory, options.counters, adminId, schedule.now);
  // A chance of its own, so that histories without such a counter stay what they were.
  const otherRandom = createRandom(options.seed + LONE_SEED);
  if (otherRandom.chance(0.25)) nodes.push(await createLoneNode(otherRandom, memory, schedule.now));
  // Half of the networks let something out without cover.
  const [office] = nodes;
  if (office !== undefined && random.chance(0.5)) {
    office.counter.allowFloor(FLOOR);
    office.state = office.counter.resume();
  }
  // In half of them households are registered twice, given points, joined and parted; by a chance of its own too.
  const mergeRandom = createRandom(options.seed + MERGE_SEED);
  const isMerging = mergeRandom.chance(0.5);
  if (office !== undefined && isMerging) {
    office.counter.setUpPoints(households);
    office.state = office.counter.resume();
  }
  const witness = createWitness(
    memory,
    nodes.map(({ counter }) => counter),
    [...households, ...nodes.flatMap(({ brings }) => brings ?? [])],
  );

  const deliver = (node: Node, event: SyncEvent) => {
    const { state, effects } = parts.stepSync(node.state, event, random.next());
    node.state = state;
    for (const effect of effects) perform(node, effect);
  };
  const delay = () => {
    const isSlow = random.chance(schedule.now() < world.busyUntil ? 0.5 : 0.1);
    return random.between(1, isSlow && world.isFaulty ? SLOW_MS : 60);
  };
  /** A request over the network: lost on the way there or back, or answered twice. Null: nobody answered in time. */
  const ask = <T>(node: Node, atHub: () => Promise<T>, take: (answer: T | null) => void) => {
    const { life } = node;
    let isOver = false;
    const finish = (answer: T | null) => {
      if (isOver || node.life !== life) return;
      isOver = true;
      take(answer);
    };
    schedule.after(TIMEOUT_MS, () => finish(null));
    if (node.isAway || (world.isFaulty && random.chance(0.12))) return;
    const times = world.isFaulty && random.chance(0.08) ? 2 : 1;
    for (let time = 0; time < times; time++) {
      schedule.after(delay(), async () => {
        let answer: T;
        try {
          answer = await atHub();
        } catch (error) {
          if (error instanceof HubCrash) return; // nobody answers: whoever asked gives up waiting
          // A check of the store that the rules ran into: it was kept from harm, and the rules are wrong.
          hubFaults.add(`the hub failed: ${error instanceof Error ? error.message : String(error)}`);
          return;
        }
        if (world.isFaulty && random.chance(0.12)) return;
        schedule.after(delay(), () => finish(answer));
      });
    }
  };
  const askFor = <T>(node: Node, atHub: () => Promise<T>, toEvent: (answer: T) => SyncEvent) =>
    ask(node, atHub, (answer) => deliver(node, answer === null ? { type: 'failed' } : toEvent(answer)));
  const askHub = (node: Node, { authorisationId, operationId, spends, claims }: Question) =>
    parts.authorise(hub.store, pen, node.counter.deviceId, {
      protocol: PROTOCOL_VERSION,
      epoch: node.state.epoch,
      authorisationId,
      operationId,
      spends: [...spends],
      claims: [...claims],
    });
  /** What a hub that was restored since granted before is no word of it any more. */
  const askAbout = (
    node: Node,
    asked: Question,
    take: (answer: AuthoriseAnswer) => void,
    onSilence: () => void = () => undefined,
  ) => {
    const { epoch, isClosing } = node.state;
    // The hub knows it by another name still: it is asked nothing.
    if (isClosing) return onSilence();
    node.asking.add(asked.authorisationId);
    ask(
      node,
      () => askHub(node, asked),
      (answer) => {
        node.asking.delete(asked.authorisationId);
        if (answer === null) return onSilence();
        if (!answer.ok || node.state.epoch !== epoch) return; // settled later
        take(answer.value);
        recorded(node);
      },
    );
  };
  const recorded = (node: Node) => deliver(node, { type: 'recorded', headSeq: node.counter.head().seq });
  const crash = (node: Node) => {
    node.life += 1;
    node.asking.clear();
    node.state = node.counter.resume();
    // An entry that was under way is begun again by whoever wanted it.
    if (node.isAlone) schedule.after(random.between(0, SLOW_MS), () => enter(node));
    else deliver(node, { type: 'started' });
  };
  /** A counter that stood alone enters with what it has: asked again until it hears that it may. */
  const enter = (node: Node): void => {
    if (!node.isAlone) return;
    const untilSeq = node.counter.lastBroughtSeq();
    const request = { protocol: PROTOCOL_VERSION, act: 'enter', untilSeq } as const;
    ask(
      node,
      () => settleEntry(hub.store, node.counter.deviceId, request),
      (answer) => {
        if (!node.isAlone) return;
        // What was written while the hub was asked is said too before it counts as of before.
        const isSaid = node.counter.lastBroughtSeq() === untilSeq;
        if (answer === null || !answer.ok || !isSaid) {
          schedule.after(random.between(100, 2000), () => enter(node));
          return;
        }
        node.counter.enter(answer.value);
        node.isAlone = false;
        node.state = node.counter.resume();
        deliver(node, { type: 'started' });
      },
    );
  };
  /** What was made at once is sent; else it is made with the hub's word, and not at all without it. */
  const act = (node: Node, asked: Asked | null) => {
    if (asked === null) return recorded(node);
    const take = (answer: AuthoriseAnswer) => {
      if (!random.chance(0.03)) return node.counter.answered(asked, answer);
      // The power goes between the word of the hub and the act.
      node.counter.heard(asked, answer);
      crash(node);
    };
    // No word of the hub: what the network lets out without cover goes out.
    askAbout(node, asked, take, () => {
      if (node.counter.spendAtFloor(asked, parts.coverByFloor)) recorded(node);
    });
  };
  const settleQuestions = (node: Node) => {
    for (const asked of node.counter.openQuestions()) {
      if (node.asking.has(asked.authorisationId)) continue;
      askAbout(node, asked, (answer) => node.counter.settled(asked, answer));
    }
  };
  const giveBack = (node: Node) => {
    if (node.counter.giveBackRecalled()) recorded(node);
  };
  const askOwn = (node: Node, fromSeq: number, limit: number, toEvent: (answer: OwnAnswer) => SyncEvent) => {
    const { deviceId } = node.counter;
    askFor(
      node,
      () => parts.readOwn(hub.store, deviceId, { protocol: PROTOCOL_VERSION, fromSeq, limit }),
      (answer) => {
        if (answer.ok) return toEvent(answer.value);
        return { type: answer.error.type === 'DeviceRevoked' ? 'ownRevoked' : 'failed' };
      },
    );
  };
  /** What it writes as has changed: nothing of before is true any more. */
  const restart = (node: Node) => {
    node.life += 1;
    node.asking.clear();
    node.state = node.counter.resume();
    deliver(node, { type: 'started' });
  };
  const perform = (node: Node, effect: SyncEffect) => {
    const { counter, life } = node;
    const { deviceId } = counter;
    const closing = counter.closing();
    switch (effect.type) {
      case 'compare': {
        const seq = counter.endOfMember();
        askOwn(node, seq + 1, 1, (answer) => ({ type: 'compared', hub: counter.compareOwn(seq, answer) }));
        return;
      }
      case 'beginAgain':
        counter.beginAgain();
        restart(node);
        return;
      case 'fetchOwn':
        askOwn(node, effect.fromSeq, random.between(1, 5), (answer) => {
          const atHub = counter.compareOwn(effect.fromSeq - 1, answer);
          if (!atHub.isSame) return { type: 'fetched', hub: atHub, ownSeq: effect.fromSeq - 1 };
          const taken = counter.takeOwnPage(answer);
          return taken.ok ? { type: 'fetched', hub: atHub, ...taken.value } : { type: 'failed' };
        });
        return;
      case 'succeed': {
        if (closing === null) return;
        const request = counter.succession(closing);
        askFor(
          node,
          () => parts.succeed({ store: hub.store, now: schedule.now, isSignedBy }, deviceId, request),
          (answer) =>
            answer.ok
              ? { type: 'succeeded', answer: answer.value }
              : { type: 'succeedRefused', failure: answer.error },
        );
        return;
      }
      case 'goOn':
        if (closing !== null) counter.goOn(closing, effect.answer);
        restart(node);
        return;
      case 'push': {
        const request = counter.request(effect.fromSeq);
        world.pushes += 1;
        askFor(
          node,
          async () => {
            const answer = await parts.push(hub, deviceId, request);
            if (answer.ok) witness.acknowledged(counter, answer.value);
            return answer;
          },
          (answer) => {
            if (!answer.ok) return { type: 'pushRefused', failure: answer.error };
            const { value } = answer;
            if (value.type === 'acknowledged') {
              counter.inTransaction((tx) => noteQuarantined(tx, deviceId, value.quarantined));
            }
            return { type: 'pushed', answer: value };
          },
        );
        return;
      }
      case 'lease':
        giveBack(node);
        askFor(
          node,
          () =>
            parts.placeLeases(hub.store, pen, deviceId, {
              protocol: PROTOCOL_VERSION,
              epoch: effect.epoch,
            }),
          (answer) => {
            if (!answer.ok) return { type: 'leasesRefused', failure: answer.error };
            if (answer.value.isDeclared) settleQuestions(node);
            return { type: 'leased', answer: answer.value };
          },
        );
        return;
      case 'declare': {
        const request = parts.readDeclaration(counter.db, effect.epoch);
        askFor(
          node,
          () => parts.declareHolds(hub, deviceId, request),
          (answer) =>
            answer.ok
              ? { type: 'declared', answer: answer.value }
              : { type: 'declareRefused', failure: answer.error },
        );
        return;
      }
      case 'pull':
        world.pulls += 1;
        askFor(
          node,
          async () => {
            const { stream, cursor, epoch } = effect;
            const limit = random.between(2, 12);
            const request = { protocol: PROTOCOL_VERSION, stream, cursor, epoch, limit } as const;
            const answer = await parts.pull(hub.store, deviceId, request);
            if (answer.ok) witness.answered(counter, stream, answer.value);
            return answer;
          },
          (answer) =>
            answer.ok
              ? { type: 'pulled', answer: answer.value }
              : { type: 'pullRefused', failure: answer.error },
        );
        return;
      case 'apply': {
        const { answer, stream } = effect;
        schedule.after(random.between(0, 5), () => {
          if (node.life !== life) return; // the power went before it was written
          const applied = counter.inTransaction((tx) => parts.applyPage(tx, stream, answer));
          if (!applied.ok) deliver(node, { type: 'pageInvalid', stream });
          else {
            const { cursor } = applied.value;
            if (answer.type === 'balances') witness.applied(counter, answer);
            const isEmpty =
              answer.type === 'balances' ? answer.accounts.length === 0 : answer.to === answer.from;
            if (!isEmpty) witness.look(counter, schedule.now(), households);
            deliver(node, { type: 'applied', stream, cursor, hasMore: answer.hasMore });
            giveBack(node);
          }
        });
        return;
      }
      case 'saveAcknowledged':
      case 'lowerCursors':
      case 'changeGrants':
        counter.inTransaction((tx) => saveProgress(tx, effect, counter.today));
        return;
      case 'wait': {
        counter.caughtUp();
        let isOver = false;
        node.wake = () => {
          isOver = true;
        };
        const cursors = [...effect.cursors];
        schedule.after(random.between(50, 2000), () => {
          if (isOver || node.life !== life) return;
          askFor(
            node,
            () =>
              parts.wait(
                { store: hub.store, now: schedule.now, sleep: async () => undefined },
                deviceId,
                { protocol: PROTOCOL_VERSION, cursors, waitMs: 0 },
                () => true,
              ),
            ({ grants }) => {
              // Given up for something to send: nobody hears the answer.
              if (isOver) return { type: 'woken' };
              return grants === null ? { type: 'woken' } : { type: 'regranted', change: grants };
            },
          );
        });
        return;
      }
      case 'stopWaiting':
        node.wake?.();
        return;
      case 'rest':
        schedule.after(effect.afterMs, () => {
          if (node.life === life) deliver(node, { type: 'rested' });
        });
    }
  };

  /** Asks for what it was not granted, as a device that was tampered with would: no answer is the right one. */
  const pry = async ({ counter }: Node, other: Node) => {
    const asked = { protocol: PROTOCOL_VERSION, cursor: 0, epoch: memory.state().epoch, limit: 3 } as const;
    for (const stream of [siteStream(other.counter.place().siteId), deviceStream(other.counter.deviceId)]) {
      const answer = await parts.pull(memory, counter.deviceId, { ...asked, stream });
      if (answer.ok) witness.answered(counter, stream, answer.value);
    }
  };

  for (const node of nodes) if (!node.isAlone) deliver(node, { type: 'started' });
  schedule.after(options.operations * 200, async () => {
    for (const node of nodes) await pry(node, random.pick(nodes));
  });
  scheduleLife({
    random,
    schedule,
    nodes,
    households,
    memory,
    world,
    witness,
    deliver,
    crash,
    act,
    enter,
    adminId,
    operations: options.operations,
  });

  let isHubDone = () => true;
  if (isMerging) {
    await fillAllowanceFacts({ store: memory, now: schedule.now });
    const { operations } = options;
    scheduleMerges({
      random: mergeRandom,
      schedule,
      nodes,
      households,
      operations,
      act,
      needsOf: parts.needsOf,
    });
    isHubDone = keepPosting({
      random: mergeRandom,
      schedule,
      memory,
      store,
      pen,
      post: parts.postAllowances,
      isFaulty: () => world.isFaulty,
      onFault: (error) => {
        if (!(error instanceof HubCrash)) hubFaults.add(`the hub failed: ${String(error)}`);
      },
    });
  }
  const isQuiet = () => !world.isFaulty && isHubDone() && nodes.every((node) => isDone(node, memory));
  let steps = 0;
  while (steps < MOST_STEPS && !isQuiet() && (await schedule.step())) steps += 1;
  const faults = [
    ...hubFaults,
    ...witness.faults(),
    ...(isQuiet() ? [] : [`queues are not empty after ${steps} steps`]),
  ];
  if (isQuiet()) faults.push(...witness.settle());
  for (const { counter } of nodes) counter.close();
  const { pushes, pulls, restores } = world;
  return { seed: options.seed, faults, pushes, pulls, restores };
}

/** The database of the hub is gone in the middle of a transaction: nothing of it was kept. */
export class HubCrash extends Error {}

function failingStore(store: HubStore, fails: () => boolean): HubStore {
  return {
    inSnapshot: store.inSnapshot,
    inTransaction: (work) =>
      store.inTransaction(async (tx) => {
        const outcome = await work(tx);
        if (fails()) throw new HubCrash('before the commit');
        return outcome;
      }),
  };
}
