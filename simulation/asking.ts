import { type AuthoriseAnswer, PROTOCOL_VERSION } from '../shared/sync/protocol.ts';
import type { Asked, Question } from './counter-acts.ts';
import type { Node } from './node.ts';
import type { Ask } from './wire.ts';
import type { World } from './world.ts';

export type Asking = {
  /** What was made at once is sent; else it is made with the hub's word, and not at all without it. */
  readonly act: (node: Node, asked: Asked | null) => void;
  /** What was asked and never heard is asked again, and given up. */
  readonly settleQuestions: (node: Node) => void;
};

/** What people ask the hub for: whether something may be spent, taken back or joined, and whether a counter may enter. */
export function createAsking(
  world: World,
  ask: Ask,
  recorded: (node: Node) => void,
  crash: (node: Node) => void,
): Asking {
  const { random, parts, store, pen } = world;
  /** What a hub that was restored since granted before is no word of it any more. */
  const askAbout = (
    node: Node,
    asked: Question,
    take: (answer: AuthoriseAnswer) => void,
    onSilence: () => void = () => undefined,
    onOtherEpoch: () => void = () => undefined,
  ) => {
    const { epoch, isClosing } = node.state;
    const { deviceId } = node.counter;
    const { authorisationId, operationId, spends, claims } = asked;
    // The hub knows it by another name still: it is asked nothing.
    if (isClosing) return onSilence();
    node.asking.add(authorisationId);
    ask(
      node,
      () =>
        parts.authorise(store, pen, deviceId, {
          protocol: PROTOCOL_VERSION,
          epoch,
          authorisationId,
          operationId,
          spends: [...spends],
          claims: [...claims],
        }),
      (answer) => {
        node.asking.delete(authorisationId);
        if (answer === null) return onSilence();
        if (!answer.ok && answer.error.type === 'EpochIsOther') return onOtherEpoch();
        if (!answer.ok || node.state.epoch !== epoch) return; // settled later
        take(answer.value);
        recorded(node);
      },
    );
  };
  const act = (node: Node, asked: Asked | null) => {
    if (asked === null) return recorded(node);
    const take = (answer: AuthoriseAnswer) => {
      if (!random.chance(0.03)) return node.counter.answered(asked, answer);
      // The power goes between the word of the hub and the act.
      node.counter.heard(asked, answer);
      crash(node);
    };
    // No word of the hub: what the network lets out without cover goes out.
    const atFloor = () => {
      if (node.counter.spendAtFloor(asked, parts.coverByFloor)) recorded(node);
    };
    askAbout(node, asked, take, atFloor, () => {
      node.counter.dropped(asked);
      atFloor();
    });
  };
  const settleQuestions = (node: Node) => {
    for (const asked of node.counter.openQuestions()) {
      if (node.asking.has(asked.authorisationId)) continue;
      askAbout(node, asked, (answer) => node.counter.settled(asked, answer));
    }
  };
  return { act, settleQuestions };
}
