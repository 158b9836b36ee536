import Sqlite from 'better-sqlite3';
import {
  createDatabase,
  type Db,
  type InTransaction,
  type Query,
  type SqlParameters,
  type Tx,
} from '../electron/database/database.ts';
import { findFloorLimit } from '../electron/database/floor.ts';
import { balanceOf, findHousehold, findHouseholdNumber } from '../electron/database/households.ts';
import {
  closeAuthorisation,
  findOwnLease,
  insertAuthorisation,
  listAuthorisationSpends,
  listOpenAuthorisations,
  takeAuthoriseAnswer,
} from '../electron/database/leases.ts';
import { setSetting } from '../electron/database/local-settings.ts';
import {
  type Covers,
  createRecorder,
  findChainHead,
  findOwnHead,
  getOwnHead,
  iterateOperations,
  type RecordOperation,
  startChain,
} from '../electron/database/log.ts';
import { headOf } from '../electron/database/merges.ts';
import { listProgrammes } from '../electron/database/network.ts';
import { openMemoryDatabase } from '../electron/database/open.ts';
import { claimsToReverse } from '../electron/database/reversal-rights.ts';
import { findSale, listOwnDevices, type ReturnBody } from '../electron/database/sales.ts';
import { findMembership, insertMembership, listCursors } from '../electron/database/sync.ts';
import { eraseHousehold } from '../electron/households/erase-household.ts';
import { abandonAuthorisation, giveBackRecalled } from '../electron/sync/close-cover.ts';
import type { coverByFloor } from '../electron/sync/cover-by-floor.ts';
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
import { planCover } from '../electron/sync/plan-cover.ts';
import { readOutbox } from '../electron/sync/read-outbox.ts';
import { deviceKeys } from '../hub/hub-client.fixture.ts';
import { householdAccount } from '../shared/domain/account.ts';
import type { FloorLimit } from '../shared/domain/floor-limit.ts';
import {
  type AuthorisationId,
  authorisationIdSchema,
  cycleIdSchema,
  type DeviceId,
  deviceIdSchema,
  entitlementIdSchema,
  type HouseholdId,
  machineIdSchema,
  networkIdSchema,
  type OperationId,
  type OperatorId,
  operationIdSchema,
  operatorIdSchema,
  programmeIdSchema,
  schemeIdSchema,
  visitIdSchema,
  washProgrammeIdSchema,
} from '../shared/domain/ids.ts';
import { type LocalDate, localDateSchema } from '../shared/domain/local-date.ts';
import type { Cover } from '../shared/domain/posting.ts';
import { assert } from '../shared/domain/result.ts';
import { creditToppedUp } from '../shared/operations/credit-operations.ts';
import { floorSet } from '../shared/operations/floor-operations.ts';
import { entitlementGranted, householdSet } from '../shared/operations/household-operations.ts';
import type { OperationKind } from '../shared/operations/kind.ts';
import { cycleStarted } from '../shared/operations/laundry-operations.ts';
import {
  deviceJoined,
  networkCreated,
  operatorRolesSet,
  programmeSet,
} from '../shared/operations/network-operations.ts';
import type { Operation, StreamName } from '../shared/operations/operation.ts';
import { householdNoteWritten } from '../shared/operations/register-operations.ts';
import { saleCompleted, saleReturned } from '../shared/operations/sale-operations.ts';
import { schemeSet } from '../shared/operations/scheme-operations.ts';
import type { Claim } from '../shared/sync/claims.ts';
import { type SyncState, startSync } from '../shared/sync/engine.ts';
import type { DevicePlace } from '../shared/sync/grants.ts';
import { streamsFor } from '../shared/sync/grants.ts';
import type { AuthoriseAnswer, EntryAnswer, PushRequest, Spend } from '../shared/sync/protocol.ts';
import type { OwnAnswer, SucceedAnswer, SucceedRequest } from '../shared/sync/succession.ts';
import { pointsScheme, RIGHT } from './points.ts';
import type { Random } from './random.ts';
import { randomUuid } from './random.ts';
import { decideMerge, findPart, type MergeAct, type needsOf, underGrant } from './simulated-merge.ts';
import { anySale, knownReturns, payingAccount, returnBody, saleBody, type Tender } from './simulated-sale.ts';

const MOST_IN_PUSH = 20;
/** What only erased households would not say. */
const SECRET = 'Zanchinelli';

/** Whether an operation, wherever it lies, tells of a household what is nobody else's business. */
export const saysOf = ({ body }: Operation, householdId: HouseholdId): boolean =>
  body?.includes(SECRET) === true && body.includes(householdId);

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
  const today: LocalDate = localDateSchema.parse('2026-11-22');
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
  const pen = { record: recordAndKeep, newId: () => randomUuid(random), today: () => today };
  const write = <Body>(kind: OperationKind<Body>, body: NoInfer<Body>, operatorId?: OperatorId): Operation =>
    inTransaction((tx) =>
      recordAndKeep(tx, {
        id: operationIdSchema.parse(randomUuid(random)),
        kind,
        body,
        businessOn: today,
        ...(operatorId === undefined ? {} : { operatorId }),
      }),
    ).operation;
  const sell = (tx: Tx, id: OperationId, { householdId, amount, tender }: Sale, covers: Covers) =>
    recordAndKeep(tx, {
      id,
      kind: saleCompleted,
      body: saleBody(place().siteId, householdId, amount, tender),
      operatorId: options.adminId,
      businessOn: today,
      covers,
    });
  const giveBack = (tx: Tx, id: OperationId, body: ReturnBody, reversesId: OperationId) =>
    recordAndKeep(tx, {
      id,
      kind: saleReturned,
      body,
      operatorId: options.adminId,
      reversesId,
      businessOn: today,
    });
  /** Kept before it is asked. */
  const toAsk = (tx: Tx, act: Act, spends: readonly Spend[], claims: readonly Claim[]): Asked => {
    const authorisationId = authorisationIdSchema.parse(randomUuid(random));
    const operationId = operationIdSchema.parse(randomUuid(random));
    insertAuthorisation(tx, { authorisationId, operationId, askedAt: now() }, spends, claims);
    return { authorisationId, operationId, spends, claims, act };
  };

  const floorFaults: string[] = [];
  const noteFloor = (limit: FloorLimit, acknowledgedSeq: number, householdId: HouseholdId) => {
    let [out, toHousehold] = [0, 0];
    const ownId = getOwnHead(db).deviceId;
    for (const { deviceId, seq, postings } of written) {
      for (const { account, amount, cover } of postings) {
        if (cover?.kind !== 'floor') continue;
        if (deviceId === ownId && seq > acknowledgedSeq) out -= amount;
        if (account === householdAccount(householdId, 'cents')) toHousehold -= amount;
      }
    }
    if (out > limit.perDevice.cents) floorFaults.push(`a counter let out ${out} before it told the hub`);
    if (toHousehold > limit.perHousehold.cents)
      floorFaults.push(`a household had ${toHousehold} without cover in a day`);
  };

  return {
    /** The day of all that it writes, and of the hub. */
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
    /** What an administrator's set-up writes: from then on the operators of this place may write. */
    setUp: () =>
      write(
        operatorRolesSet,
        { operatorId: options.adminId, siteId: place().siteId, roles: ['admin'] },
        options.adminId,
      ),
    /** What it has of its own while it stands alone: a household, and a word on what networks have one word on. */
    bring: (householdId: HouseholdId) => {
      const { siteId } = firstPlace;
      const networkId = networkIdSchema.parse(randomUuid(random));
      write(networkCreated, { networkId, name: 'Da solo', isDemo: false, identityKey: random.hex(32) });
      write(householdSet, { householdId, displayName: 'Neri Ugo', size: 1, siteId }, options.adminId);
      const name = { it: 'Dono di qui', en: 'Gift from here' };
      const programmeId = programmeIdSchema.parse('surplus');
      write(programmeSet, { programmeId, name, isActive: true }, options.adminId);
    },
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
          businessOn: today,
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
    topUp: (householdId: HouseholdId, amount: number) =>
      write(
        creditToppedUp,
        {
          householdId,
          siteId: place().siteId,
          programmeId: programmeIdSchema.parse('surplus'),
          purse: 'cents',
          amount,
          reason: 'first-need',
        },
        options.adminId,
      ),
    /** An administrator lets counters spend without cover. */
    allowFloor: (limit: FloorLimit) => write(floorSet, limit, options.adminId),
    /** Without the hub's word, where the network lets it out. Whether it went out; what it broke by it is remembered. */
    spendAtFloor: ({ operationId, act }: Asked, cover: typeof coverByFloor): boolean =>
      inTransaction((tx) => {
        if (act.type !== 'sale' || act.tender !== 'cents') return false;
        const { householdId, amount } = act;
        const account = householdAccount(householdId, 'cents');
        // As where a counter acts: what it let out since the day that its data are of it does not know.
        if (findClosing(tx) !== null) return false;
        const covers = cover(tx, today, [{ account, unit: 'cents', amount, fromLease: 0 }]);
        if (covers === null) return false;
        recordAndKeep(tx, {
          id: operationId,
          kind: cycleStarted,
          body: {
            cycleId: cycleIdSchema.parse(operationId),
            siteId: place().siteId,
            householdId,
            charges: [{ unit: 'cents', amount }],
            startedOn: today,
            visitId: visitIdSchema.parse(randomUuid(random)),
            machineId: machineIdSchema.parse(randomUuid(random)),
            washProgrammeId: washProgrammeIdSchema.parse(randomUuid(random)),
            minutes: 40,
            detergentDoses: 0,
          },
          operatorId: options.adminId,
          businessOn: today,
          covers,
        });
        noteFloor(findFloorLimit(tx), getOwnHead(tx).acknowledgedSeq, householdId);
        return true;
      }),
    /** Caps that were exceeded, by what was written and nothing else. */
    floorFaults: floorFaults as readonly string[],
    /** Sells under a lease, at once; or says what the hub is to be asked, kept before it is asked. */
    spend: (householdId: HouseholdId, amount: number, tender: Tender = 'cents'): Asked | null =>
      inTransaction((tx) => {
        const account = payingAccount(householdId, tender);
        const plan = planCover(tx, [{ account, unit: tender, amount }]);
        const sale = { type: 'sale', householdId, amount, tender } as const;
        if (plan.type === 'alone') throw new Error('Assertion failed: every counter here has joined');
        if (plan.type === 'ask') return toAsk(tx, sale, plan.spends, []);
        sell(tx, operationIdSchema.parse(randomUuid(random)), sale, plan.covers);
        return null;
      }),
    /** A sale that somebody may bring back here. */
    anySale: () => anySale(db, place().siteId, random),
    isOwn: (id: OperationId) => written.some((operation) => operation.id === id),
    /** Some of a sale of this site comes back, whichever till made it: at once, or once the hub has said so. */
    takeBack: (saleId: OperationId, pieces: number): Asked | null =>
      inTransaction((tx) => {
        const sale = findSale(tx, saleId);
        const body = sale?.body.siteId === place().siteId ? returnBody(tx, sale, pieces) : null;
        if (sale === null || body === null) return null;
        const claims = claimsToReverse(tx, sale.operation, knownReturns(tx, saleId));
        if (claims.length > 0) return toAsk(tx, { type: 'return', saleId, pieces }, [], claims);
        giveBack(tx, operationIdSchema.parse(randomUuid(random)), body, saleId);
        return null;
      }),
    /** Joins two households, or parts one again: once the hub has said so, or at once where it need not be asked. */
    askToMerge: (act: MergeAct, findNeeds: typeof needsOf): Asked | null =>
      inTransaction((tx) => {
        const operationId = operationIdSchema.parse(randomUuid(random));
        const needs = findNeeds(pen, tx, options.adminId, operationId, act);
        if (needs === null) return null;
        const { spends, claims } = needs;
        if (spends.length > 0 || claims.length > 0) return toAsk(tx, act, spends, claims);
        const authorisationId = authorisationIdSchema.parse(operationId); // nothing is spent under it
        decideMerge(pen, tx, options.adminId, operationId, act, underGrant({ authorisationId, spends }));
        return null;
      }),
    /** What would part a household from the one that it is read as here; null where it is itself. */
    partOf: (householdId: HouseholdId): MergeAct | null => findPart(db, householdId),
    headOf: (householdId: HouseholdId): HouseholdId => headOf(db, householdId),
    /** Points for these households, as an office sets them up. */
    setUpPoints: (households: readonly HouseholdId[]) => {
      const schemeId = schemeIdSchema.parse(randomUuid(random));
      write(schemeSet, pointsScheme(schemeId), options.adminId);
      for (const householdId of households) {
        write(householdSet, { householdId, size: 2 }, options.adminId);
        const entitlementId = entitlementIdSchema.parse(randomUuid(random));
        write(entitlementGranted, { entitlementId, householdId, schemeId, ...RIGHT }, options.adminId);
      }
    },
    /** The hub's word on what was asked: the act is decided again and made under it, or not made. */
    answered: ({ authorisationId, operationId, spends, act }: Asked, answer: AuthoriseAnswer) =>
      inTransaction((tx) => {
        takeAuthoriseAnswer(tx, authorisationId, answer);
        if (answer.type === 'refused') return;
        if (act.type === 'sale') {
          const cover: Cover = { kind: 'authorisation', id: authorisationId };
          sell(tx, operationId, act, new Map([[payingAccount(act.householdId, act.tender), cover]]));
          closeAuthorisation(tx, authorisationId);
          return;
        }
        if (act.type !== 'return') {
          const grant = { authorisationId, operationId, spends };
          if (!decideMerge(pen, tx, options.adminId, operationId, act, underGrant(grant)).ok)
            return abandonAuthorisation(pen, tx, grant);
          closeAuthorisation(tx, authorisationId);
          return;
        }
        const sale = findSale(tx, act.saleId);
        const body = sale === null ? null : returnBody(tx, sale, act.pieces);
        if (body === null) return abandonAuthorisation(pen, tx, { authorisationId, operationId });
        giveBack(tx, operationId, body, act.saleId);
        closeAuthorisation(tx, authorisationId);
      }),
    /** The hub's word, and no act. */
    heard: ({ authorisationId }: Asked, answer: AuthoriseAnswer) =>
      inTransaction((tx) => takeAuthoriseAnswer(tx, authorisationId, answer)),
    /** Questions whose act nobody waits for any more. */
    openQuestions: (): Question[] =>
      listOpenAuthorisations(db).map(({ authorisationId, operationId, claims }) => ({
        authorisationId,
        operationId,
        claims,
        spends: listAuthorisationSpends(db, authorisationId),
      })),
    /** The hub's word on such a question: what it granted is given up. */
    settled: (asked: Question, answer: AuthoriseAnswer) =>
      inTransaction((tx) => {
        takeAuthoriseAnswer(tx, asked.authorisationId, answer);
        if (answer.type === 'granted') abandonAuthorisation(pen, tx, asked);
      }),
    giveBackRecalled: (): boolean => inTransaction((tx) => giveBackRecalled(pen, tx)),
    /** What is left of its lease on an account, as it knows. */
    leasedOf: (householdId: HouseholdId): number =>
      findOwnLease(db, householdAccount(householdId, 'cents'))?.amount ?? 0,
    rename: (it: string) =>
      write(
        programmeSet,
        { programmeId: programmeIdSchema.parse('surplus'), name: { it, en: it }, isActive: true },
        options.adminId,
      ),
    /** Written by somebody who may not: the hub keeps it aside, and nothing behind it waits. */
    renameAsStranger: (it: string) =>
      write(
        programmeSet,
        { programmeId: programmeIdSchema.parse('surplus'), name: { it, en: it }, isActive: true },
        strangerId,
      ),
    /** What the programme that everybody renames is called here. */
    programmeName: (): string | null => listProgrammes(db)[0]?.name.it ?? null,
    /** Says something of a household that is nobody else's business; an office in its register too. */
    tell: (householdId: HouseholdId) => {
      const { siteKind, organisationId } = place();
      const isRegister = siteKind === 'office' && random.chance(0.5);
      return isRegister
        ? write(householdNoteWritten, { organisationId, householdId, text: SECRET }, options.adminId)
        : write(householdSet, { householdId, displayName: SECRET, size: 2 }, options.adminId);
    },
    /** The same by somebody who may not: the hub keeps it aside. */
    tellAsStranger: (householdId: HouseholdId) =>
      write(householdSet, { householdId, displayName: SECRET, size: 2 }, strangerId),
    /** Orders a household erased, as an office does. */
    erase: (householdId: HouseholdId) =>
      inTransaction((tx) => {
        const operationId = operationIdSchema.parse(randomUuid(random));
        eraseHousehold(pen, tx, householdId, { operationId, reason: 'asked', operatorId: options.adminId });
      }),
    /** What its log still says, and its screens. */
    saysOf: (householdId: HouseholdId): boolean =>
      (findHousehold(db, householdId)?.displayName ?? null) !== null ||
      [...iterateOperations(db)].some(({ operation }) => saysOf(operation, householdId)),
    centsOf: (householdId: HouseholdId): number => {
      const household = findHouseholdNumber(db, householdId);
      return household === null ? 0 : balanceOf(db, household, 'cents');
    },
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

/** What the hub is asked for. */
export type Question = {
  readonly authorisationId: AuthorisationId;
  readonly operationId: OperationId;
  readonly spends: readonly Spend[];
  readonly claims: readonly Claim[];
};

type Sale = {
  readonly type: 'sale';
  readonly householdId: HouseholdId;
  readonly amount: number;
  readonly tender: Tender;
};
/** What is made once the hub has said yes. */
type Act =
  | Sale
  | { readonly type: 'return'; readonly saleId: OperationId; readonly pieces: number }
  | MergeAct;
export type Asked = Question & { readonly act: Act };

export type SimulatedCounter = ReturnType<typeof createSimulatedCounter>;
