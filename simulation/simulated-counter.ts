import type { Tx } from '../electron/database/database.ts';
import { balanceOf, findHouseholdNumber } from '../electron/database/households.ts';
import {
  closeAuthorisation,
  findOwnLease,
  insertAuthorisation,
  listAuthorisationSpends,
  listOpenAuthorisations,
  takeAuthoriseAnswer,
} from '../electron/database/leases.ts';
import {
  createRecorder,
  findOwnHead,
  getOwnHead,
  type RecordOperation,
  startChain,
} from '../electron/database/log.ts';
import { listProgrammes } from '../electron/database/network.ts';
import { openMemoryDatabase } from '../electron/database/open.ts';
import { findMembership, insertMembership, listCursors } from '../electron/database/sync.ts';
import { abandonAuthorisation, giveBackRecalled } from '../electron/sync/close-cover.ts';
import { planCover } from '../electron/sync/plan-cover.ts';
import { type AccountName, householdAccount } from '../shared/domain/account.ts';
import {
  type AuthorisationId,
  authorisationIdSchema,
  type DeviceId,
  deviceIdSchema,
  type HouseholdId,
  type OperationId,
  type OperatorId,
  operationIdSchema,
  operatorIdSchema,
  programmeIdSchema,
} from '../shared/domain/ids.ts';
import { type LocalDate, localDateSchema } from '../shared/domain/local-date.ts';
import type { Cover } from '../shared/domain/posting.ts';
import { accountAdjusted, creditToppedUp } from '../shared/operations/credit-operations.ts';
import type { OperationKind } from '../shared/operations/kind.ts';
import { operatorRolesSet, programmeSet } from '../shared/operations/network-operations.ts';
import { CHAIN_START, type Operation } from '../shared/operations/operation.ts';
import { type SyncState, startSync } from '../shared/sync/engine.ts';
import type { DevicePlace } from '../shared/sync/grants.ts';
import { streamsFor } from '../shared/sync/grants.ts';
import {
  type AuthoriseAnswer,
  PROTOCOL_VERSION,
  type PushRequest,
  type Spend,
} from '../shared/sync/protocol.ts';
import type { Random } from './random.ts';
import { randomUuid } from './random.ts';

const MOST_IN_PUSH = 20;

/** A counter as the simulator has it: the real log, projections and cursors, in a database in memory. */
export function createSimulatedCounter(options: {
  readonly random: Random;
  readonly now: () => number;
  readonly place: Omit<DevicePlace, 'deviceId'>;
  readonly adminId: OperatorId;
}) {
  const { random, now } = options;
  const deviceId: DeviceId = deviceIdSchema.parse(randomUuid(random));
  const firstPlace: DevicePlace = { ...options.place, deviceId };
  /** Nobody gave this one a role anywhere. */
  const strangerId = operatorIdSchema.parse(randomUuid(random));
  const database = openMemoryDatabase();
  const { db, inTransaction } = database;
  const record = createRecorder({ now, newSalt: () => random.hex(32), appendHead: () => undefined });
  const today: LocalDate = localDateSchema.parse('2026-11-22');
  inTransaction((tx) => {
    startChain(tx, deviceId);
    const joinedAt = now();
    const address = 'https://hub.invalid';
    const membership = { address, deviceId, privateKey: '', place: firstPlace, epoch: 1, joinedAt };
    insertMembership(tx, membership, streamsFor(firstPlace));
  });
  /** Where it stands by what it has been told: it may be moved. */
  const place = (): DevicePlace => findMembership(db)?.place ?? firstPlace;

  const written: Operation[] = [];
  /** Records as a counter does, and remembers beside the database what was written. */
  const recordAndKeep: RecordOperation = (tx, draft) => {
    const recorded = record(tx, draft);
    written.push(recorded.operation);
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
  const takeAway = (
    tx: Tx,
    id: OperationId,
    householdId: HouseholdId,
    amount: number,
    covers: ReadonlyMap<AccountName, Cover>,
  ) =>
    recordAndKeep(tx, {
      id,
      kind: accountAdjusted,
      body: {
        householdId,
        siteId: place().siteId,
        purse: 'cents',
        amount: -amount,
        reason: 'recording-mistake',
      },
      operatorId: options.adminId,
      businessOn: today,
      covers,
    });

  return {
    deviceId,
    place,
    strangerId,
    ...database,
    write,
    /** Its whole chain, as it was written. */
    written: written as readonly Operation[],
    head: () => getOwnHead(db),
    /** What an administrator's set-up writes: from then on the operators of this place may write. */
    setUp: () =>
      write(
        operatorRolesSet,
        { operatorId: options.adminId, siteId: place().siteId, roles: ['admin'] },
        options.adminId,
      ),
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
    /** Spends under a lease, at once; or says what the hub is to be asked, kept before it is asked. */
    spend: (householdId: HouseholdId, amount: number): Asked | null =>
      inTransaction((tx) => {
        const account = householdAccount(householdId, 'cents');
        const plan = planCover(tx, [{ account, unit: 'cents', amount }]);
        const operationId = operationIdSchema.parse(randomUuid(random));
        if (plan.type === 'alone') throw new Error('Assertion failed: every counter here has joined');
        if (plan.type === 'covered') {
          takeAway(tx, operationId, householdId, amount, plan.covers);
          return null;
        }
        const authorisationId = authorisationIdSchema.parse(randomUuid(random));
        insertAuthorisation(tx, { authorisationId, operationId, askedAt: now() }, plan.spends);
        return { authorisationId, operationId, householdId, amount, spends: plan.spends };
      }),
    /** The hub's word on what was asked: the act is made under it, or not made. */
    answered: ({ authorisationId, operationId, householdId, amount }: Asked, answer: AuthoriseAnswer) =>
      inTransaction((tx) => {
        takeAuthoriseAnswer(tx, authorisationId, answer);
        if (answer.type === 'refused') return;
        const cover: Cover = { kind: 'authorisation', id: authorisationId };
        takeAway(
          tx,
          operationId,
          householdId,
          amount,
          new Map([[householdAccount(householdId, 'cents'), cover]]),
        );
        closeAuthorisation(tx, authorisationId);
      }),
    /** The hub's word, and no act. */
    heard: ({ authorisationId }: Asked, answer: AuthoriseAnswer) =>
      inTransaction((tx) => takeAuthoriseAnswer(tx, authorisationId, answer)),
    /** Questions whose act nobody waits for any more. */
    openQuestions: (): Omit<Asked, 'householdId' | 'amount'>[] =>
      listOpenAuthorisations(db).map(({ authorisationId, operationId }) => ({
        authorisationId,
        operationId,
        spends: listAuthorisationSpends(db, authorisationId),
      })),
    /** The hub's word on such a question: what it granted is given up. */
    settled: (asked: Omit<Asked, 'householdId' | 'amount'>, answer: AuthoriseAnswer) =>
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
    centsOf: (householdId: HouseholdId): number => {
      const household = findHouseholdNumber(db, householdId);
      return household === null ? 0 : balanceOf(db, household, 'cents');
    },
    /** What a new engine starts from: the database and nothing else. */
    resume: (): SyncState => {
      const head = findOwnHead(db);
      const cursors = new Map([...listCursors(db)].map(([stream, { cursor }]) => [stream, cursor]));
      const epoch = findMembership(db)?.epoch ?? 1;
      return startSync({
        headSeq: head?.seq ?? 0,
        acknowledgedSeq: head?.acknowledgedSeq ?? 0,
        epoch,
        cursors,
      });
    },
    request: (fromSeq: number): PushRequest => {
      const before = written[fromSeq - 2];
      return {
        protocol: PROTOCOL_VERSION,
        fromSeq,
        prevHash: before?.hash ?? CHAIN_START,
        operations: written.slice(fromSeq - 1, fromSeq - 1 + MOST_IN_PUSH),
      };
    },
  };
}

export type Asked = {
  readonly authorisationId: AuthorisationId;
  readonly operationId: OperationId;
  readonly householdId: HouseholdId;
  readonly amount: number;
  readonly spends: readonly Spend[];
};

export type SimulatedCounter = ReturnType<typeof createSimulatedCounter>;
