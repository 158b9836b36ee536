import Sqlite from 'better-sqlite3';
import {
  createDatabase,
  type Db,
  type InTransaction,
  type Query,
  type SqlParameters,
  type Tx,
} from '../electron/database/database.ts';
import { setSetting } from '../electron/database/local-settings.ts';
import {
  createRecorder,
  findChainHead,
  findOwnHead,
  getOwnHead,
  type RecordOperation,
  startChain,
} from '../electron/database/log.ts';
import { openMemoryDatabase } from '../electron/database/open.ts';
import { listOwnDevices } from '../electron/database/sales.ts';
import { findMembership, insertMembership, listCursors } from '../electron/database/sync.ts';
import { readPrivateKey, signHead } from '../electron/sync/device-key.ts';
import { completeEntry, lastBroughtSeq } from '../electron/sync/enter-network.ts';
import {
  beginAgain,
  type Closing,
  compareOwn,
  findClosing,
  goOn,
  keyOfNext,
  readSuccession,
  takeOwnPage,
} from '../electron/sync/going-on.ts';
import { readOutbox } from '../electron/sync/read-outbox.ts';
import { deviceKeys } from '../hub/hub-client.fixture.ts';
import {
  type DeviceId,
  deviceIdSchema,
  networkIdSchema,
  type OperationId,
  type OperatorId,
  operationIdSchema,
  operatorIdSchema,
} from '../shared/domain/ids.ts';
import { type LocalDate, localDateAt } from '../shared/domain/local-date.ts';
import { assert } from '../shared/domain/result.ts';
import type { OperationKind } from '../shared/operations/kind.ts';
import { deviceJoined } from '../shared/operations/network-operations.ts';
import type { Operation, StreamName } from '../shared/operations/operation.ts';
import { startSync } from '../shared/sync/engine.ts';
import { type DevicePlace, streamsFor } from '../shared/sync/grants.ts';
import type { EntryAnswer, PushRequest } from '../shared/sync/protocol.ts';
import type { OwnAnswer, SucceedAnswer, SucceedRequest } from '../shared/sync/succession.ts';
import type { SyncState } from '../shared/sync/sync-machine.ts';
import { createActs } from './counter-acts.ts';
import { createFloor } from './counter-floor.ts';
import type { CounterPen } from './counter-pen.ts';
import { createRegisters } from './counter-registers.ts';
import { type Random, randomUuid } from './random.ts';

const MOST_IN_PUSH = 20;
/** A disk of a counter, as it was at some moment. */
export type Disk = {
  readonly firstId: DeviceId;
  readonly strangerId: OperatorId;
  readonly bytes: Buffer;
  readonly written: readonly Operation[];
};

/** As a counter keeps it; a copy of its disk has the same. */
const keptKeyOf = (deviceId: DeviceId): string =>
  deviceKeys(deviceId).privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64');

const openCopy = ({ bytes }: Disk) => createDatabase(new Sqlite(bytes));

/** A counter as the simulator has it: the real log, projections and cursors, in a database in memory. */
export function createSimulatedCounter(options: {
  readonly random: Random;
  readonly now: () => number;
  readonly place: Omit<DevicePlace, 'deviceId'>;
  readonly adminId: OperatorId;
  /** It stands alone at first, and enters the network later with what it wrote. */
  readonly isAlone?: boolean;
  /** It runs on a copy of another one's disk. */
  readonly disk?: Disk;
}) {
  const { random, now } = options;
  const firstId: DeviceId = options.disk?.firstId ?? deviceIdSchema.parse(randomUuid(random));
  const firstPlace: DevicePlace = { ...options.place, deviceId: firstId };
  /** Nobody gave this one a role anywhere. */
  const strangerId = options.disk?.strangerId ?? operatorIdSchema.parse(randomUuid(random));
  /** What it runs on, which may be put back to what it was on an earlier day. */
  let disk = options.disk === undefined ? openMemoryDatabase() : openCopy(options.disk);
  const db: Db = {
    one: <P extends SqlParameters, Row>(q: Query<P, Row>, ...values: P) => disk.db.one(q, ...values),
    all: <P extends SqlParameters, Row>(q: Query<P, Row>, ...values: P) => disk.db.all(q, ...values),
    iterate: <P extends SqlParameters, Row>(q: Query<P, Row>, ...values: P) => disk.db.iterate(q, ...values),
  };
  /** As whom the hub knows it, until something is written: it is asked for at every turn. */
  let member: DeviceId | null = null;
  const inTransaction: InTransaction = (work) => {
    member = null;
    return disk.inTransaction(work);
  };
  const record = createRecorder({ now, newSalt: () => random.hex(32), appendHead: () => undefined });
  const today = (): LocalDate => localDateAt(now());
  const becomeMember = (tx: Tx, streams: readonly StreamName[], epoch: number) => {
    const privateKey = keptKeyOf(firstId);
    const member = { address: 'https://hub.invalid', deviceId: firstId, privateKey, place: firstPlace };
    insertMembership(tx, { ...member, epoch, joinedAt: now() }, streams);
  };
  inTransaction((tx) => {
    if (options.disk !== undefined) return;
    startChain(tx, firstId);
    if (options.isAlone !== true) becomeMember(tx, streamsFor(firstPlace), 1);
  });
  /** Where it stands by what it has been told: it may be moved. */
  const place = (): DevicePlace => findMembership(db)?.place ?? firstPlace;

  const memberId = (): DeviceId => {
    if (!disk.raw.inTransaction && member !== null) return member;
    const deviceId = findMembership(db)?.deviceId ?? firstId;
    if (!disk.raw.inTransaction) member = deviceId;
    return deviceId;
  };

  let written: readonly Operation[] = options.disk?.written ?? [];
  /** Records as a counter does, and remembers beside the database what was written. */
  const recordAndKeep: RecordOperation = (tx, draft) => {
    const recorded = record(tx, draft);
    written = [...written, recorded.operation];
    return recorded;
  };
  const write = <Body>(kind: OperationKind<Body>, body: NoInfer<Body>, operatorId?: OperatorId): Operation =>
    inTransaction((tx) =>
      recordAndKeep(tx, {
        id: operationIdSchema.parse(randomUuid(random)),
        kind,
        body,
        businessOn: today(),
        ...(operatorId === undefined ? {} : { operatorId }),
      }),
    ).operation;
  const pen: CounterPen = {
    ...{ db, inTransaction, write, random, now, today, place, strangerId },
    record: recordAndKeep,
    newId: () => randomUuid(random),
    operatorId: options.adminId,
    written: () => written,
  };
  return {
    ...createRegisters(pen),
    ...createActs(pen),
    ...createFloor(pen),
    /** The day of what it writes now, and of the hub. */
    today,
    get deviceId() {
      return memberId();
    },
    place,
    strangerId,
    operatorId: options.adminId,
    db,
    inTransaction,
    close: () => disk.raw.close(),
    write,
    /** All that it wrote, as far as its disk has it: another list once the disk was put back. */
    get written(): readonly Operation[] {
      return written;
    },
    head: () => getOwnHead(db),
    /** Its disk as it is now: to be put back later, or to be copied. */
    disk: (): Disk => ({ firstId, strangerId, bytes: disk.raw.serialize(), written }),
    /** Its disk is of that day again, with all that was written then. */
    putBack: (before: Disk): void => {
      disk.raw.close();
      disk = openCopy(before);
      member = null;
      written = before.written;
    },
    /** The devices that it has been. */
    line: (): ReadonlySet<DeviceId> => new Set([firstId, ...listOwnDevices(db), memberId()]),
    closing: () => findClosing(db),
    endOfMember: () => findChainHead(db, memberId())?.seq ?? 0,
    compareOwn: (seq: number, answer: OwnAnswer) => compareOwn(db, memberId(), seq, answer),
    beginAgain: () => inTransaction((tx) => beginAgain(pen, tx)),
    takeOwnPage: (answer: OwnAnswer) => {
      const taken = inTransaction((tx) => takeOwnPage(tx, memberId(), answer));
      if (taken.ok) written = [...written, ...answer.operations];
      return taken;
    },
    succession: (closing: Closing): SucceedRequest =>
      readSuccession(
        db,
        closing,
        inTransaction((tx) => keyOfNext(tx, closing)),
      ),
    goOn: (closing: Closing, answer: Extract<SucceedAnswer, { type: 'succeeded' }>) =>
      inTransaction((tx) => goOn(tx, closing, answer, now())),
    /** The number that this would have now. */
    lastBroughtSeq: (): number => lastBroughtSeq(db),
    /** The last word as its own authority: from then on it is a member. */
    enter: ({ streams, epoch }: EntryAnswer) =>
      inTransaction((tx) => {
        if (findMembership(tx) !== null) return; // let in twice
        recordAndKeep(tx, {
          id: operationIdSchema.parse(randomUuid(random)),
          kind: deviceJoined,
          body: {
            deviceId: firstId,
            networkId: networkIdSchema.parse(randomUuid(random)),
            identityKey: random.hex(32),
          },
          businessOn: today(),
        });
        becomeMember(tx, streams, epoch);
        setSetting(tx, 'sync.entered', '1');
      }),
    caughtUp: () => completeEntry({ db, inTransaction, announce: () => undefined }),
    /** How much of its chain it wrote while it stood alone; 0 where it never did, all of it while it does. */
    broughtUntil: (): number =>
      options.isAlone === true
        ? (written.find(({ type }) => type === deviceJoined.type)?.seq ?? written.length)
        : 0,
    isOwn: (id: OperationId) => written.some((operation) => operation.id === id),
    /** What a new engine starts from: the database and nothing else. */
    resume: (): SyncState => {
      const head = findOwnHead(db);
      const cursors = new Map([...listCursors(db)].map(([stream, { cursor }]) => [stream, cursor]));
      const epoch = findMembership(db)?.epoch ?? 1;
      const isClosing = findClosing(db) !== null;
      return startSync({
        headSeq: findChainHead(db, memberId())?.seq ?? 0,
        acknowledgedSeq: isClosing ? 0 : (head?.acknowledgedSeq ?? 0),
        isClosing,
        epoch,
        cursors,
      });
    },
    /** From its log: what was erased meanwhile says nothing any more. */
    request: (fromSeq: number): PushRequest => {
      const membership = findMembership(db);
      assert(membership !== null, 'a counter that pushes is a member');
      const key = readPrivateKey(membership.privateKey);
      return signHead(key, readOutbox(db, memberId(), fromSeq, MOST_IN_PUSH));
    },
  };
}

export type SimulatedCounter = ReturnType<typeof createSimulatedCounter>;
