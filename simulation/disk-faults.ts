import { actOnNetwork } from '../hub/rules/act-on-network.ts';
import type { OperatorId } from '../shared/domain/ids.ts';
import { PROTOCOL_VERSION } from '../shared/sync/protocol.ts';
import type { Desk } from './desk.ts';
import { isDone, isInUse, type Node, nodeOf } from './node.ts';
import type { Random } from './random.ts';
import { createSimulatedCounter, type Disk } from './simulated-counter.ts';
import type { Told } from './witness.ts';
import { SLOW_MS, type World } from './world.ts';

export type DiskFaults = {
  readonly world: World;
  readonly desk: Desk;
  /** Copies of disks join them. */
  readonly nodes: Node[];
  readonly adminId: OperatorId;
  readonly operations: number;
  /** Of its own, so that histories without such a fault stay what they were. */
  readonly random: Random;
};

/** One disk that is not what it was, and what a person has to make of it. */
type Fault =
  | { readonly type: 'putBack'; readonly node: Node }
  | { readonly type: 'copied'; readonly node: Node; readonly copy: Node; looks: number };

const LOOK_AGAIN_MS = 100;
const DECIDE_EVERY_MS = 2_000;
/** Of two copies one has stopped, or waits for the other to be silent, after so many looks. */
const LOOKS_AT_COPIES = 15;

/**
 * A counter's disk is put back to what it was some time ago (a VM snapshot, a folder that was copied back), or a copy of it is
 * started on another PC. Answers whether nothing is left for a person to decide.
 */
export function scheduleDiskFaults(faults: DiskFaults): () => boolean {
  const { world, nodes, operations, random } = faults;
  const { schedule } = world;
  const length = operations * 400;
  const open: Fault[] = [];
  let due = nodes.length > 4 ? random.between(1, 2) : 1;
  const isOver = () => due === 0 && open.length === 0;
  const [office, ...others] = nodes.filter(({ brings }) => brings === null);
  const chosen = new Set(Array.from({ length: due }, () => random.pick(others)));
  // What an administrator works at is put back too, and not used before it has looked.
  if (office !== undefined && random.chance(0.2)) chosen.add(office);
  due = chosen.size;
  for (const node of chosen) {
    node.staysPut = true;
    const isCopied = node !== office && random.chance(0.4);
    const takenAt = random.between(1, Math.ceil(length * 0.7));
    schedule.after(takenAt, () => {
      const disk = node.counter.disk();
      const told = world.witness.toldTo(node.counter);
      const isUsedAtOnce = node !== office && random.chance(0.25);
      schedule.after(random.between(1, length - takenAt), () => {
        if (isUsedAtOnce || isCopied) world.witness.mayFork(node.counter.deviceId);
        if (isCopied) {
          due -= 1;
          const copy = startCopy(faults, node, { disk, told });
          copy.isComingUp = !isUsedAtOnce;
          open.push({ type: 'copied', node, copy, looks: 0 });
          return;
        }
        // Switched off, and nothing of it on its way any more, before it comes up again.
        node.life += 1;
        node.asking.clear();
        node.isIdle = true;
        node.isAway = true;
        schedule.after(SLOW_MS + 1, () => {
          node.counter.putBack(disk);
          world.witness.isOfBefore(node.counter, told);
          node.isIdle = false;
          node.isAway = false;
          node.isComingUp = !isUsedAtOnce;
          due -= 1;
          open.push({ type: 'putBack', node });
          faults.desk.crash(node);
          workOnceItIsUp(faults, node);
        });
      });
    });
  }
  const decide = async () => {
    for (const fault of [...open]) {
      const isSettled =
        fault.type === 'putBack'
          ? await settlePutBack(faults, fault.node)
          : await settleCopies(faults, fault);
      if (isSettled) open.splice(open.indexOf(fault), 1);
    }
    if (!isOver()) schedule.after(DECIDE_EVERY_MS, decide);
  };
  schedule.after(length + SLOW_MS + DECIDE_EVERY_MS, decide);
  return isOver;
}

/** People have waited for it: as soon as it may be worked at they do. */
function workOnceItIsUp(faults: DiskFaults, node: Node): void {
  const { world, desk } = faults;
  world.schedule.after(LOOK_AGAIN_MS, () => {
    if (node.isOut) return;
    if (!isInUse(node)) return workOnceItIsUp(faults, node);
    node.counter.rename('Di nuovo');
    desk.deliver(node, { type: 'recorded', headSeq: node.counter.head().seq });
  });
}

type Snapshot = { readonly disk: Disk; readonly told: Told };

function startCopy({ world, desk, nodes, adminId, random }: DiskFaults, node: Node, before: Snapshot): Node {
  const { now } = world.schedule;
  const { disk, told } = before;
  const counter = createSimulatedCounter({ random, now, place: node.counter.place(), adminId, disk });
  const copy = nodeOf(counter, null);
  world.witness.isOfBefore(counter, told);
  nodes.push(copy);
  desk.deliver(copy, { type: 'started' });
  return copy;
}

/** It goes on, or its chain has parted because somebody wrote too early: then another device takes its place. */
async function settlePutBack(faults: DiskFaults, node: Node): Promise<boolean> {
  if (node.state.phase.type === 'stopped') return takeOut(faults, node, true);
  return !node.isIdle && isDone(node, faults.world.memory);
}

/** Both are worked at until one of them stops, or waits for the other to be silent: then a person switches one off. */
async function settleCopies(faults: DiskFaults, fault: Extract<Fault, { type: 'copied' }>): Promise<boolean> {
  const { desk, random, world } = faults;
  const pair = [fault.node, fault.copy];
  fault.looks += 1;
  if (fault.looks === 1) {
    for (const node of pair.filter(isInUse)) {
      node.counter.rename('Di due');
      desk.deliver(node, { type: 'recorded', headSeq: node.counter.head().seq });
    }
  }
  for (const node of pair) {
    if (node.state.phase.type === 'stopped' && (await takeOut(faults, node, false))) return true;
  }
  if (fault.looks < LOOKS_AT_COPIES || pair.some(({ isIdle }) => isIdle)) return false;
  const isWaiting = pair.some(({ state }) => state.isClosing);
  // Where neither notices the other the witness says so.
  if (!isWaiting) return pair.every((node) => isDone(node, world.memory));
  switchOff(random.pick(pair));
  return true;
}

function switchOff(node: Node): void {
  node.life += 1;
  node.isOut = true;
}

/**
 * What one that has stopped wrote beside its chain is handed in, and taken in by an administrator; where nobody else writes as
 * that device, what is set aside for it is freed too. Whether it is out.
 */
async function takeOut(faults: DiskFaults, node: Node, isLast: boolean): Promise<boolean> {
  const { world, desk, nodes, adminId, random } = faults;
  const { deviceId } = node.counter;
  if (!node.isIdle) {
    node.isIdle = true;
    desk.crash(node); // what was written after it had stopped is handed in by the next start
    return false;
  }
  const isOther = (other: Node) =>
    isInUse(other) && other.brings === null && other.counter.deviceId !== deviceId;
  const by = random.pick(nodes.filter(isOther)).counter.deviceId;
  const acts = [
    { type: 'adoptFork', deviceId } as const,
    ...(isLast ? [{ type: 'revoke', deviceId } as const] : []),
  ];
  for (const act of acts) {
    const context = { ...world.pen, store: world.memory };
    await actOnNetwork(context, by, { protocol: PROTOCOL_VERSION, operatorId: adminId, act });
  }
  world.stopped += 1;
  switchOff(node);
  return true;
}
