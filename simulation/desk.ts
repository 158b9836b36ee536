import { bringsNothing, eventOfFault } from '../electron/sync/apply-page.ts';
import { noteQuarantined, saveProgress } from '../electron/sync/save-progress.ts';
import { isSignedBy } from '../hub/ed25519.ts';
import { settleEntry } from '../hub/rules/settle-entry.ts';
import { MAY_BE_AT_WORK_MS } from '../hub/rules/succeed.ts';
import { sha256 } from '../hub/sha256.ts';
import { checkPage } from '../shared/sync/checked-page.ts';
import { PROTOCOL_VERSION } from '../shared/sync/protocol.ts';
import type { OwnAnswer } from '../shared/sync/succession.ts';
import type { SyncEffect, SyncEvent } from '../shared/sync/sync-machine.ts';
import { type Asking, createAsking } from './asking.ts';
import type { Node } from './node.ts';
import { createWire } from './wire.ts';
import { AT_WORK_MS, SLOW_MS, type World } from './world.ts';

export type Desk = Pick<Asking, 'act'> & {
  /** Tells the engine of a counter what happened, and does what it says. */
  readonly deliver: (node: Node, event: SyncEvent) => void;
  /** The power goes: what was under way belongs to nobody, and the engine is begun from the disk. */
  readonly crash: (node: Node) => void;
  readonly enter: (node: Node) => void;
};

/** Moves the counters of a history: their engines, and the effects of these over a network as bad as the world makes it. */
export function createDesk(world: World): Desk {
  const { random, schedule, parts, pen, households, witness } = world;
  // The rules have the tables as they are with the bugs and breakdowns of this history.
  const hub = { ...pen, store: world.store, isSignedBy };
  const ask = createWire(world);
  const deliver = (node: Node, event: SyncEvent) => {
    const { state, effects } = parts.stepSync(node.state, event, random.next());
    node.state = state;
    for (const effect of effects) perform(node, effect);
  };
  const askFor = <T>(node: Node, atHub: () => Promise<T>, toEvent: (answer: T) => SyncEvent) =>
    ask(node, atHub, (answer) => deliver(node, answer === null ? { type: 'failed' } : toEvent(answer)));
  const recorded = (node: Node) => deliver(node, { type: 'recorded', headSeq: node.counter.head().seq });
  const crash = (node: Node) => {
    node.life += 1;
    node.asking.clear();
    node.statesEpoch = null;
    node.state = node.counter.resume();
    // An entry that was under way is begun again by whoever wanted it.
    if (node.isAlone) schedule.after(random.between(0, SLOW_MS), () => enter(node));
    else deliver(node, { type: 'started' });
  };
  const { act, settleQuestions } = createAsking(world, ask, recorded, crash);
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
  const perform = (node: Node, effect: SyncEffect) => {
    const { counter, life } = node;
    const { deviceId } = counter;
    switch (effect.type) {
      case 'compare': {
        const seq = counter.endOfMember();
        askOwn(node, seq + 1, 1, (answer) => ({ type: 'compared', hub: counter.compareOwn(seq, answer) }));
        return;
      }
      case 'beginAgain':
        counter.beginAgain();
        crash(node);
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
        const closing = counter.closing();
        if (closing === null) return;
        const request = counter.succession(closing);
        askFor(
          node,
          async () => {
            const now = () => schedule.now() + MAY_BE_AT_WORK_MS - AT_WORK_MS;
            const answer = await parts.succeed({ store: hub.store, now, isSignedBy }, deviceId, request);
            if (answer.ok && answer.value.type === 'succeeded') witness.succeeded(deviceId, schedule.now());
            return answer;
          },
          (answer) =>
            answer.ok
              ? { type: 'succeeded', answer: answer.value }
              : { type: 'succeedRefused', failure: answer.error },
        );
        return;
      }
      case 'goOn': {
        const closing = counter.closing();
        if (closing !== null) counter.goOn(closing, effect.answer);
        world.wentOn += 1;
        crash(node);
        return;
      }
      case 'push': {
        const request = counter.request(effect.fromSeq);
        world.pushes += 1;
        askFor(
          node,
          async () => {
            const answer = await parts.push(hub, deviceId, request);
            if (answer.ok) witness.acknowledged(deviceId, request, answer.value);
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
            if (parts.giveUpForgotten(counter, answer.value)) recorded(node);
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
            const limit = random.between(2, 12) * world.pagesOf;
            const request = { protocol: PROTOCOL_VERSION, stream, cursor, epoch, limit } as const;
            const answer = await parts.pull(hub.store, deviceId, request);
            if (answer.ok) witness.answered(deviceId, stream, answer.value);
            return answer;
          },
          (answer) => {
            if (!answer.ok) return { type: 'pullRefused', failure: answer.error };
            const page = checkPage(sha256, answer.value);
            return page.ok
              ? { type: 'pulled', answer: page.value }
              : { type: 'pageInvalid', stream: effect.stream };
          },
        );
        return;
      case 'apply': {
        const { answer, stream } = effect;
        schedule.after(random.between(0, 5), () => {
          if (node.life !== life) return; // the power went before it was written
          if (bringsNothing(counter.db, node.statesEpoch, stream, answer)) {
            return deliver(node, { type: 'applied', stream, cursor: answer.to, hasMore: answer.hasMore });
          }
          const applied = counter.inTransaction((tx) => parts.applyPage(tx, stream, answer));
          if (!applied.ok) deliver(node, eventOfFault(stream, applied.error));
          else {
            const { cursor } = applied.value;
            if (answer.type === 'balances') {
              witness.applied(counter, answer);
              if (!answer.hasMore) node.statesEpoch = answer.epoch;
            }
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
        counter.inTransaction((tx) => saveProgress(tx, effect, counter.today()));
        return;
      case 'wait': {
        counter.caughtUp();
        let isOver = false;
        node.wake = () => {
          isOver = true;
        };
        const cursors = [...effect.cursors];
        const { epoch } = node.state;
        schedule.after(random.between(50, 2000), () => {
          if (isOver || node.life !== life) return;
          askFor(
            node,
            () =>
              parts.wait(
                { store: hub.store, now: schedule.now, sleep: async () => undefined },
                deviceId,
                { protocol: PROTOCOL_VERSION, epoch, cursors, waitMs: 0 },
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
  return { deliver, act, crash, enter };
}
