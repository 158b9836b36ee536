import { sessionContract } from '../shared/contract/session-contract.ts';
import type { StartFailure } from '../shared/contract/start-failure.ts';
import { err, ok } from '../shared/domain/result.ts';
import type { CounterEnvironment } from './counter.ts';
import { createRouter, type Invoke } from './router.ts';

/** The few commands that work while the database cannot be opened: why, and the way back. */
export function createRecoveryRouter(_environment: CounterEnvironment, failure: StartFailure): Invoke {
  const status = () => ok({ phase: 'startFailure', failure } as const);
  const notNow = () => err({ type: 'OperatorNotHere' });
  return createRouter({
    contract: sessionContract,
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
    },
    phase: () => 'startFailure',
    isActive: () => true,
    isDiskFull: () => false,
    onRefused: () => undefined,
    onIncident: () => '0000',
  });
}
