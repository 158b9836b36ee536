import { randomInt } from 'node:crypto';
import {
  type JoinFailure,
  type JoiningStatus,
  MOST_SHOWN_TO_LOOK_AT,
  type ReturnFailure,
  type SyncStatus,
  type syncContract,
  type ToLookAt,
} from '../../shared/contract/sync-contract.ts';
import { err, ok, type Result } from '../../shared/domain/result.ts';
import { CODE_VALID_MS, makeEnrolmentCode, normaliseCode } from '../../shared/sync/enrolment-code.ts';
import { parseHubAddress } from '../../shared/sync/hub-address.ts';
import { type EnrolRequest, PROTOCOL_VERSION } from '../../shared/sync/protocol.ts';
import { logAccess } from '../database/access-log.ts';
import type { Tx } from '../database/database.ts';
import { countEditConflicts, listEditConflicts } from '../database/edit-conflicts.ts';
import { countFlaggedActs, listFlaggedActs, receiptOfAct } from '../database/flagged-acts.ts';
import { sumOwnLeases } from '../database/leases.ts';
import { setSetting } from '../database/local-settings.ts';
import { getOwnHead, hasOlderChain, iterateChain } from '../database/log.ts';
import { findNetwork, findOwnSite, findSite, listSites } from '../database/network.ts';
import { isOutOfDate } from '../database/out-of-date.ts';
import { countQuarantine, findMembership, listCursors, listQuarantined } from '../database/sync.ts';
import type { Handlers } from '../handlers.ts';
import type { SignedIn } from '../session.ts';
import { enrolDevice } from '../sync/enrol-device.ts';
import type { EntryDesk } from '../sync/entry-desk.ts';
import { findWentOn, type WentOn } from '../sync/going-on.ts';
import { findJoining } from '../sync/joining.ts';
import { returnToHub, tellTurnedAway } from '../sync/return-to-hub.ts';
import { settleConflict } from '../sync/settle-conflict.ts';
import type { SyncDesk } from '../sync/sync-desk-types.ts';
import { allTopics } from '../sync/touched-topics.ts';
import type { ServiceContext } from './service-context.ts';

/** What people see and decide of the exchange with the hub. */
export function createSyncService(
  context: ServiceContext,
  desk: SyncDesk,
  entry: EntryDesk,
  isRecoveryConfirmed: () => boolean,
): { handlers: Handlers<typeof syncContract> } {
  const join = async (
    typedAddress: string,
    code: string,
    network: EnrolRequest['network'],
  ): Promise<Result<null, JoinFailure>> => {
    if (findMembership(context.db) !== null) return err({ type: 'AlreadyJoined' });
    const address = parseHubAddress(typedAddress);
    if (address === null) return err({ type: 'AddressInvalid' });
    // Only the chain that goes on is ever sent: a network would come without its beginning.
    if (hasOlderChain(context.db)) return err({ type: 'RestoredAlone' });
    const enrolled = await enrolDevice(context, address, code, network);
    if (!enrolled.ok) return enrolled;
    desk.start();
    context.announce({ type: 'changed', topics: ['sync', 'setup'] });
    return ok(null);
  };

  const comeBack = async (code: string): Promise<Result<null, ReturnFailure>> => {
    const { db, inTransaction, now } = context;
    const returned = await returnToHub({ db, inTransaction, now, pen: context }, code);
    if (!returned.ok) return returned;
    desk.restart();
    context.announce({ type: 'changed', topics: ['sync', 'setup'] });
    return ok(null);
  };

  const handlers: Handlers<typeof syncContract> = {
    'sync.status': ({ operator }) => ok(readStatus(context, desk, operator())),
    'sync.toLookAt': ({ operator }) =>
      context.inTransaction((tx) => ok(readToLookAt(context, tx, operator()))),
    'sync.settleConflict': ({ operator }, input) =>
      context.inTransaction((tx) => {
        const settled = settleConflict(context, tx, operator(), input);
        if (settled.ok) tx.afterCommit(() => context.announce({ type: 'changed', topics: allTopics() }));
        return settled;
      }),
    'sync.join': (_caller, { address, code }) => {
      // Invented families never come among real ones.
      if (findNetwork(context.db)?.isDemo !== false) return err({ type: 'DemoNetwork' });
      return join(address, code, placeOfNetwork(context));
    },
    'sync.return': (_caller, { code }) => comeBack(code),
    'sync.entry': (_caller, { again }) => ok(entry.look(again)),
    'sync.enter': ({ operator }) => entry.enter(operator().operatorId),
    'sync.leave': () => entry.leave(),
    'sync.makeCode': async ({ operator }, { siteId, takesOffice = false }) => {
      const line = desk.line();
      if (!line.ok) return line;
      const code = makeEnrolmentCode(randomInt);
      const answer = await line.value.ask('codes', {
        protocol: PROTOCOL_VERSION,
        code: normaliseCode(code),
        siteId,
        takesOffice,
        operatorId: operator().operatorId,
      });
      if (answer.type === 'refused') return err(answer.failure);
      if (answer.type !== 'answered') return err({ type: 'HubUnreachable' });
      const validMs = Math.min(answer.value.validMs, CODE_VALID_MS);
      return ok({ code, validUntil: context.now() + validMs });
    },
    'setup.join': async (_caller, { address, code, deviceName }) => {
      if (!isRecoveryConfirmed()) return err({ type: 'RecoveryCodeNotConfirmed' });
      if (getOwnHead(context.db).seq > 0) return err({ type: 'WrongPhase' });
      context.inTransaction((tx) => setSetting(tx, 'sync.deviceName', deviceName));
      return join(address, code, undefined);
    },
    'setup.return': (_caller, { code }) => comeBack(code),
    'sync.returnOutOfDate': (_caller, { code }) =>
      isOutOfDate(context.db) ? comeBack(code) : err({ type: 'WrongPhase' }),
    'setup.joining': () => ok(readJoining(context, desk)),
  };
  return { handlers };
}

/** Where this counter stands, in charge of every site that its network had until now. */
function placeOfNetwork({ db }: ServiceContext): NonNullable<EnrolRequest['network']> | undefined {
  const own = findOwnSite(db);
  const site = own === null ? null : findSite(db, own.siteId);
  if (site === null) return undefined;
  const { siteId, kind, organisationId } = site;
  const others = listSites(db).filter((each) => each.siteId !== siteId);
  return { siteId, siteKind: kind, organisationId, officeOf: others.map((each) => each.siteId) };
}

function readStatus({ db, now }: ServiceContext, desk: SyncDesk, reader: SignedIn): SyncStatus {
  const membership = findMembership(db);
  const condition = desk.condition();
  const joining = findJoining(db);
  if (joining !== null) return { type: 'joining', address: joining.address };
  if (membership === null || condition === null) {
    return { type: 'alone', isDemo: findNetwork(db)?.isDemo === true };
  }
  const { received: _received, streamsToRead: _streams, ...rest } = condition;
  return {
    type: 'joined',
    address: membership.address,
    joinedAt: membership.joinedAt,
    ...rest,
    waitingSince: rest.waiting === 0 ? null : findWaitingSince(db),
    wentOn: findLateWentOn(db, now()),
    turnedAway: tellTurnedAway(db, rest.problem),
    quarantined: countQuarantine(db),
    flagged: countFlaggedActs(db),
    conflicts: countEditConflicts(db, reader),
    leases: sumOwnLeases(db).map(({ unit, amount }) => ({ unit, amount })),
  };
}

/** Told for so long: whoever opens the screen in these days knows what happened to this PC. */
const WENT_ON_TOLD_MS = 14 * 86_400_000;

function findLateWentOn(db: ServiceContext['db'], now: number): WentOn | null {
  const wentOn = findWentOn(db);
  return wentOn !== null && now - wentOn.at < WENT_ON_TOLD_MS ? wentOn : null;
}

function readToLookAt({ now }: ServiceContext, tx: Tx, reader: SignedIn): ToLookAt {
  const conflicts = listEditConflicts(tx, reader);
  const shown = conflicts.slice(0, MOST_SHOWN_TO_LOOK_AT);
  for (const { householdId } of shown) {
    if (householdId === null) continue;
    const { operatorId } = reader;
    logAccess(tx, {
      readAt: now(),
      operatorId,
      action: 'register.read',
      subject: `household:${householdId}`,
    });
  }
  const aside = listQuarantined(tx, MOST_SHOWN_TO_LOOK_AT).map(({ operation, reason }) => ({
    operationId: operation.id,
    type: operation.type,
    receipt: receiptOfAct(tx, operation),
    writtenAt: operation.occurredAt,
    reason,
  }));
  return {
    aside,
    asideCount: countQuarantine(tx),
    flagged: listFlaggedActs(tx, MOST_SHOWN_TO_LOOK_AT),
    flaggedCount: countFlaggedActs(tx),
    conflicts: shown,
    conflictCount: conflicts.length,
  };
}

/** When the oldest operation was written that the hub has not acknowledged. */
function findWaitingSince(db: ServiceContext['db']): number | null {
  const { deviceId, acknowledgedSeq } = getOwnHead(db);
  for (const { operation } of iterateChain(db, deviceId, acknowledgedSeq + 1)) return operation.occurredAt;
  return null;
}

function readJoining({ db }: ServiceContext, desk: SyncDesk): JoiningStatus {
  const condition = desk.condition();
  if (condition === null) return { type: 'none' };
  const streams = listCursors(db).size;
  const { received, streamsToRead, problem, stoppedBecause } = condition;
  return {
    type: 'downloading',
    received,
    streams,
    streamsRead: Math.max(0, streams - streamsToRead),
    problem,
    stoppedBecause,
    turnedAway: tellTurnedAway(db, problem),
  };
}
