import { restoreContract } from '../shared/contract/backup-contract.ts';
import { sessionContract } from '../shared/contract/session-contract.ts';
import type { StartFailure } from '../shared/contract/start-failure.ts';
import { err, ok } from '../shared/domain/result.ts';
import type { CounterEnvironment } from './counter.ts';
import { isDiskFull } from './database/open.ts';
import { logOnce } from './logs.ts';
import { createRestoreHandlers } from './restore-desk.ts';
import { createRouter, type Invoke } from './router.ts';

/** The few commands that work while the database cannot be opened: why, and the way back. */
export function createRecoveryRouter(environment: CounterEnvironment, failure: StartFailure): Invoke {
  const status = () => ok({ phase: 'startFailure', failure } as const);
  const notNow = () => err({ type: 'OperatorNotHere' });
  return createRouter({
    contract: { ...sessionContract, ...restoreContract },
    handlers: {
      'session.status': status,
      'session.useHere': status,
      'session.logIn': notNow,
      'session.lock': status,
      'session.logOut': status,
      'session.changePin': () => ok(null),
      'session.touch': () => ok(null),
      'session.recoverPin': () => err({ type: 'NotAdministrator' }),
      'session.reportIncident': () => ok(null),
      ...createRestoreHandlers(environment, failure),
    },
    phase: () => 'startFailure',
    isActive: () => true,
    refreshOperator: () => undefined,
    isDiskFull: (error) => isDiskFull(error) || codeOf(error) === 'ENOSPC',
    onRefused: () => undefined,
    onIncident: (command, error) => logOnce(environment.dataFolder, `command failed: ${command}`, error),
  });
}

const codeOf = (error: unknown): unknown => (error instanceof Error && 'code' in error ? error.code : null);
