import { z } from 'zod';
import { type OperatorId, operatorIdSchema, type SiteId } from '../domain/ids.ts';
import { type LocalDate, localDateSchema } from '../domain/local-date.ts';
import type { Role } from '../domain/role.ts';
import type { SiteKind } from '../domain/site.ts';
import { command } from './command.ts';
import type { RecoveryCodeFailure } from './recovery-code-failure.ts';
import type { StartFailure } from './start-failure.ts';

export const pinSchema = z.string().regex(/^\d{4,12}$/);

export type CounterPlace = {
  readonly networkName: string;
  readonly siteId: SiteId;
  readonly siteName: string;
  readonly siteShortName: string;
  readonly siteKind: SiteKind;
  readonly isDemo: boolean;
  /** Where the key of the database is kept; a file is said plainly. */
  readonly keyProtection: 'keychain' | 'file';
  /** Operations that wait for a hub; null on a stand-alone counter. */
  readonly waiting: { readonly count: number; readonly lastSentAt: number | null } | null;
  /** The day of the trade as this counter has it now. */
  readonly businessOn: LocalDate;
};

export type LogInChoice = {
  readonly operatorId: OperatorId;
  readonly displayName: string;
  /** Shown on the log-in screen of the demo network only, with what each may do. */
  readonly demoPin?: string;
  readonly demoRoles?: readonly Role[];
};

export type SessionStatus =
  | { readonly phase: 'startFailure'; readonly failure: StartFailure }
  | { readonly phase: 'setup' }
  | { readonly phase: 'openElsewhere' }
  /** The data are of an older day, and the network was not read again yet. */
  | { readonly phase: 'outOfDate' }
  /** What the network gives this counter no longer is being deleted, and every table made anew. `total` 0 before it is known. */
  | { readonly phase: 'withdrawing'; readonly done: number; readonly total: number }
  | {
      readonly phase: 'signedOut';
      readonly place: CounterPlace;
      readonly operators: readonly LogInChoice[];
      /** Set where the screen locked by itself: only the name is kept, the basket waits. */
      readonly lockedOperatorId: OperatorId | null;
    }
  | {
      readonly phase: 'signedIn';
      readonly place: CounterPlace;
      readonly operator: {
        readonly operatorId: OperatorId;
        readonly displayName: string;
        readonly roles: readonly Role[];
      };
      readonly lockAfterMinutes: number;
    };

export type LogInFailure =
  | { readonly type: 'WrongPin'; readonly waitSeconds: number }
  | { readonly type: 'WaitBeforeNextTry'; readonly waitSeconds: number }
  | { readonly type: 'OperatorNotHere' }
  /** The PC's date is before the last operation or over 7 days after it: the operator says which day it is. */
  | { readonly type: 'ConfirmDate'; readonly pcOn: LocalDate; readonly lastOn: LocalDate };

export type RecoverPinFailure =
  | RecoveryCodeFailure
  /** The code stands for who answers for the network: it gives a new PIN to an administrator, to nobody else. */
  | { readonly type: 'NotAdministrator' };

/** Only lines of a stack: messages of errors may quote what somebody typed. */
const stackSchema = z.string().max(6000);

export const sessionContract = {
  'session.status': command('anyone', z.strictObject({})).returns<SessionStatus>(),
  /** Makes this window the one in use; the other says that it is not any more. */
  'session.useHere': command('anyone', z.strictObject({})).returns<SessionStatus>(),
  'session.logIn': command(
    'anyone',
    z.strictObject({ operatorId: operatorIdSchema, pin: pinSchema, confirmedOn: localDateSchema.optional() }),
  ).returns<SessionStatus, LogInFailure>(),
  'session.lock': command('signedIn', z.strictObject({})).returns<SessionStatus>(),
  'session.logOut': command('signedIn', z.strictObject({})).returns<SessionStatus>(),
  /** Own PIN, known by the present one. */
  'session.changePin': command('signedIn', z.strictObject({ pin: pinSchema, newPin: pinSchema })).returns<
    null,
    { readonly type: 'WrongPin'; readonly waitSeconds: number }
  >(),
  /** A key, a scan or a press happened in this window: the lock's minutes begin again. Nothing else counts. */
  'session.touch': command('signedIn', z.strictObject({})).returns<null>(),
  /** A new PIN for an administrator who forgot it, by the recovery code of the network. */
  'session.recoverPin': command(
    'anyone',
    z.strictObject({ operatorId: operatorIdSchema, recoveryCode: z.string().max(200), newPin: pinSchema }),
  ).returns<null, RecoverPinFailure>(),
  /** Writes what a screen threw to the log file, under the code that the person sees. */
  'session.reportIncident': command(
    'anyone',
    z.strictObject({
      code: z.string().regex(/^[0-9A-F]{4}$/),
      name: z
        .string()
        .max(60)
        .regex(/^[\w.$ -]*$/),
      stack: stackSchema,
    }),
  ).returns<null>(),
};
