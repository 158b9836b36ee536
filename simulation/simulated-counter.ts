import { balanceOf, findHouseholdNumber } from '../electron/database/households.ts';
import { createRecorder, findOwnHead, getOwnHead, startChain } from '../electron/database/log.ts';
import { openMemoryDatabase } from '../electron/database/open.ts';
import { findMembership, insertMembership, listCursors } from '../electron/database/sync.ts';
import {
  type DeviceId,
  deviceIdSchema,
  type HouseholdId,
  type OperatorId,
  operationIdSchema,
  operatorIdSchema,
  programmeIdSchema,
} from '../shared/domain/ids.ts';
import { type LocalDate, localDateSchema } from '../shared/domain/local-date.ts';
import { accountAdjusted, creditToppedUp } from '../shared/operations/credit-operations.ts';
import type { OperationKind } from '../shared/operations/kind.ts';
import { operatorRolesSet, programmeSet } from '../shared/operations/network-operations.ts';
import { CHAIN_START, type Operation } from '../shared/operations/operation.ts';
import { type SyncState, startSync } from '../shared/sync/engine.ts';
import type { DevicePlace } from '../shared/sync/grants.ts';
import { streamsFor } from '../shared/sync/grants.ts';
import { PROTOCOL_VERSION, type PushRequest } from '../shared/sync/protocol.ts';
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
  const write = <Body>(
    kind: OperationKind<Body>,
    body: NoInfer<Body>,
    operatorId?: OperatorId,
  ): Operation => {
    const { operation } = inTransaction((tx) =>
      record(tx, {
        id: operationIdSchema.parse(randomUuid(random)),
        kind,
        body,
        businessOn: today,
        ...(operatorId === undefined ? {} : { operatorId }),
      }),
    );
    written.push(operation);
    return operation;
  };

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
    adjust: (householdId: HouseholdId, amount: number) =>
      write(
        accountAdjusted,
        { householdId, siteId: place().siteId, purse: 'cents', amount, reason: 'recording-mistake' },
        options.adminId,
      ),
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

export type SimulatedCounter = ReturnType<typeof createSimulatedCounter>;
