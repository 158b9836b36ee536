import type { Input } from '../../shared/contract/contract.ts';
import type { RecoveryCodeFailure } from '../../shared/contract/recovery-code-failure.ts';
import type {
  CounterPlace,
  RecoverPinFailure,
  SessionStatus,
  sessionContract,
} from '../../shared/contract/session-contract.ts';
import { operationIdSchema } from '../../shared/domain/ids.ts';
import { addDays } from '../../shared/domain/local-date.ts';
import { assert, err, ok, type Result } from '../../shared/domain/result.ts';
import { operatorPinSet } from '../../shared/operations/network-operations.ts';
import type { BusinessCalendar } from '../business-calendar.ts';
import { findSetting } from '../database/local-settings.ts';
import { findOwnHead } from '../database/log.ts';
import {
  findNetwork,
  findOperator,
  findOwnSite,
  findSite,
  listOperators,
  tillRulesOf,
} from '../database/network.ts';
import { isOutOfDate } from '../database/out-of-date.ts';
import { clearPinAttempts } from '../database/pin-attempts.ts';
import { findMembership } from '../database/sync.ts';
import type { Handlers } from '../handlers.ts';
import { checkPin } from '../keys/check-pin.ts';
import { createPinVerifier } from '../keys/pin-verifier.ts';
import { lockSession, type Session } from '../session.ts';
import type { ServiceContext } from './service-context.ts';

/** Days without an operation after which the PC's date is asked about. */
const QUIET_DAYS = 7;

/** Failures of screens that are written to the log in one window of time. */
const MAX_REPORTS = 20;
const REPORT_WINDOW_MS = 60_000;

export type SessionServiceOptions = {
  readonly context: ServiceContext;
  readonly calendar: BusinessCalendar;
  readonly keyProtection: 'keychain' | 'file';
  /** Makes a window the one in use. */
  readonly takeOver: (session: Session) => void;
  readonly isActive: (session: Session) => boolean;
  readonly sessions: ReadonlySet<Session>;
  readonly checkRecoveryCode: (code: string) => Result<null, RecoveryCodeFailure>;
  /** Writes a screen's failure to the log file. */
  readonly onScreenIncident: (code: string, name: string, stack: string) => void;
};

export function createSessionService(options: SessionServiceOptions): {
  handlers: Handlers<typeof sessionContract>;
  statusOf: (session: Session) => SessionStatus;
  /** Locks the windows where nothing was touched for the site's minutes: a dead screen cannot stay open. */
  lockIdle: () => void;
  /** Reads again who is behind a window: roles that were changed and an operator who was disabled count at once. */
  refreshOperator: (session: Session) => void;
} {
  const { context, calendar } = options;
  const mayReport = createReportLimit(context.now);
  const statusOf = (session: Session): SessionStatus => readStatus(options, session);

  const handlers: Handlers<typeof sessionContract> = {
    'session.status': ({ session }) => ok(statusOf(session)),
    'session.useHere': ({ session }) => {
      options.takeOver(session);
      return ok(statusOf(session));
    },
    'session.logIn': async ({ session }, { operatorId, pin, confirmedOn }) => {
      const site = findOwnSite(context.db);
      const operator = site === null ? null : findOperator(context.db, site.siteId, operatorId);
      const canWork = operator?.isActive === true && operator.roles.length > 0;
      if (site === null || operator === null || !canWork) return err({ type: 'OperatorNotHere' });
      const checked = await checkPin(context, site.siteId, operatorId, pin);
      if (!checked.ok) return checked;
      const doubt = findDateDoubt(options);
      if (doubt !== null && confirmedOn === undefined) return err(doubt);
      // Only a date in doubt is anybody's to say: nobody logs in to a month of their choice.
      if (doubt !== null && confirmedOn !== undefined) calendar.confirm(confirmedOn);
      session.operator = {
        operatorId,
        displayName: operator.displayName,
        roles: operator.roles,
        siteId: site.siteId,
      };
      session.lockedOperatorId = null;
      session.lastActiveAt = context.now();
      context.announce({ type: 'sessionChanged' });
      return ok(statusOf(session));
    },
    'session.lock': ({ session }) => {
      lockSession(session);
      context.announce({ type: 'sessionChanged' });
      return ok(statusOf(session));
    },
    'session.logOut': ({ session }) => {
      session.operator = null;
      session.lockedOperatorId = null;
      context.announce({ type: 'sessionChanged' });
      return ok(statusOf(session));
    },
    'session.touch': ({ session }) => {
      session.lastActiveAt = context.now();
      return ok(null);
    },
    'session.recoverPin': async (_caller, input) => recoverPin(options, input),
    'session.reportIncident': (_caller, { code, name, stack }) => {
      if (mayReport()) options.onScreenIncident(code, name, stack);
      return ok(null);
    },
    'session.changePin': async ({ operator }, { pin, newPin }) => {
      const { operatorId, siteId } = operator();
      const checked = await checkPin(context, siteId, operatorId, pin);
      if (!checked.ok) return err({ type: 'WrongPin', waitSeconds: checked.error.waitSeconds });
      const verifier = await createPinVerifier(newPin, context.randomBytes(16));
      context.inTransaction((tx) =>
        context.record(tx, {
          id: operationIdSchema.parse(context.newId()),
          kind: operatorPinSet,
          body: { operatorId, siteId, how: 'own', verifier },
          operatorId,
          businessOn: context.today(),
        }),
      );
      return ok(null);
    },
  };
  return {
    handlers,
    statusOf,
    lockIdle: () => lockIdle(options),
    refreshOperator: (session) => refreshOperator(options, session),
  };
}

function refreshOperator({ context }: SessionServiceOptions, session: Session): void {
  const { operator } = session;
  if (operator === null) return;
  const found = findOperator(context.db, operator.siteId, operator.operatorId);
  // Nobody is ever taken out of the register: without an entry it has nothing to say.
  if (found === null) return;
  if (found.isActive && found.roles.length > 0) {
    session.operator = { ...operator, displayName: found.displayName, roles: found.roles };
  } else {
    session.operator = null;
    session.lockedOperatorId = null;
  }
}

function lockIdle({ context, sessions }: SessionServiceOptions): void {
  const now = context.now();
  let hasLocked = false;
  for (const session of sessions) {
    if (session.operator === null) continue;
    const { lockAfterMinutes } = tillRulesOf(context.db, session.operator.siteId);
    // A clock set back must not keep a window open: its minutes begin again.
    session.lastActiveAt = Math.min(session.lastActiveAt, now);
    if (now - session.lastActiveAt < lockAfterMinutes * 60_000) continue;
    lockSession(session);
    hasLocked = true;
  }
  if (hasLocked) context.announce({ type: 'sessionChanged' });
}

async function recoverPin(
  { context, checkRecoveryCode }: SessionServiceOptions,
  { operatorId, recoveryCode, newPin }: Input<'session.recoverPin'>,
): Promise<Result<null, RecoverPinFailure>> {
  const site = findOwnSite(context.db);
  const operator = site === null ? null : findOperator(context.db, site.siteId, operatorId);
  if (site === null || operator?.isActive !== true || !operator.roles.includes('admin')) {
    return err({ type: 'NotAdministrator' });
  }
  // 130 random bits cannot be guessed: no delay is needed here, unlike with a PIN.
  const checked = checkRecoveryCode(recoveryCode);
  if (!checked.ok) return checked;
  const verifier = await createPinVerifier(newPin, context.randomBytes(16));
  context.inTransaction((tx) => {
    clearPinAttempts(tx, operatorId);
    return context.record(tx, {
      id: operationIdSchema.parse(context.newId()),
      kind: operatorPinSet,
      body: { operatorId, siteId: site.siteId, how: 'recovery', verifier },
      operatorId,
      businessOn: context.today(),
    });
  });
  return ok(null);
}

/** A screen that fails in a loop must not push everything else out of the log files. */
function createReportLimit(now: () => number): () => boolean {
  let windowStartsAt = 0;
  let reports = 0;
  return () => {
    if (Math.abs(now() - windowStartsAt) > REPORT_WINDOW_MS) {
      windowStartsAt = now();
      reports = 0;
    }
    reports += 1;
    return reports <= MAX_REPORTS;
  };
}

function readStatus(options: SessionServiceOptions, session: Session): SessionStatus {
  const { context } = options;
  const place = readPlace(options);
  if (!options.isActive(session)) return { phase: 'openElsewhere' };
  if (place === null) return { phase: 'setup' };
  if (isOutOfDate(context.db)) return { phase: 'outOfDate' };
  if (session.operator !== null) {
    const { operatorId, displayName, roles } = session.operator;
    const { lockAfterMinutes } = tillRulesOf(context.db, place.siteId);
    return { phase: 'signedIn', place, operator: { operatorId, displayName, roles }, lockAfterMinutes };
  }
  const demoPins = readDemoPins(options);
  const operators = listOperators(context.db, place.siteId)
    .filter((each) => each.isActive && each.roles.length > 0 && each.hasPin)
    .map(({ operatorId, displayName, roles }) => ({
      operatorId,
      displayName,
      ...(demoPins[operatorId] === undefined ? {} : { demoPin: demoPins[operatorId], demoRoles: roles }),
    }));
  return { phase: 'signedOut', place, operators, lockedOperatorId: session.lockedOperatorId };
}

function readPlace({ context, calendar, keyProtection }: SessionServiceOptions): CounterPlace | null {
  const network = findNetwork(context.db);
  const own = findOwnSite(context.db);
  if (network === null || own === null) return null;
  const site = findSite(context.db, own.siteId);
  assert(site !== null, 'the site of this counter is registered');
  return {
    networkName: network.name,
    siteId: site.siteId,
    siteName: site.name,
    siteShortName: site.shortName,
    siteKind: site.kind,
    isDemo: network.isDemo,
    keyProtection,
    waiting: readWaiting(context),
    businessOn: calendar.today(),
  };
}

/** What a joined counter has still to send; what it did not say yet is in its own chain alone. */
function readWaiting({ db }: ServiceContext): CounterPlace['waiting'] {
  const membership = findMembership(db);
  const head = findOwnHead(db);
  if (membership === null || head === null) return null;
  return { count: head.seq - head.acknowledgedSeq, lastSentAt: membership.heardAt };
}

function readDemoPins({ context }: SessionServiceOptions): Record<string, string> {
  if (findNetwork(context.db)?.isDemo !== true) return {};
  return JSON.parse(findSetting(context.db, 'demo.pins') ?? '{}') as Record<string, string>; // written by the demo generator
}

function findDateDoubt({ context, calendar }: SessionServiceOptions) {
  const lastOn = findOwnHead(context.db)?.lastBusinessOn ?? null;
  if (lastOn === null || calendar.isConfirmed()) return null;
  const pcOn = calendar.pcToday();
  if (pcOn >= lastOn && pcOn <= addDays(lastOn, QUIET_DAYS)) return null;
  return { type: 'ConfirmDate', pcOn, lastOn } as const;
}
