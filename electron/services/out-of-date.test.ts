import { expect, test } from 'vitest';
import { err, ok } from '../../shared/domain/result.ts';
import { operatorPinSet } from '../../shared/operations/network-operations.ts';
import { aCounter, callerOf } from '../counter-fixture.ts';
import { listAccesses } from '../database/access-log.ts';
import { getOwnHead } from '../database/log.ts';
import { isOutOfDate, setOutOfDate } from '../database/out-of-date.ts';
import { insertMembership } from '../database/sync.ts';
import { createPinVerifier } from '../keys/pin-verifier.ts';
import { createOutOfDateService } from './out-of-date.ts';

const PIN = '1357';

/** A restored counter of a network at whose site no administrator works. */
async function aCanteen() {
  const counter = aCounter();
  const { organisationId, siteId, context } = counter;
  const carla = counter.anOperator('Carla', 'cashier', 'office');
  const { operatorId } = carla;
  const verifier = await createPinVerifier(PIN, Buffer.alloc(16));
  counter.write(operatorPinSet, { operatorId, siteId, how: 'office', verifier });
  counter.inTransaction((tx) => {
    const { deviceId } = getOwnHead(tx);
    const place = { deviceId, siteId, siteKind: 'emporio', organisationId, officeOf: [] } as const;
    const member = { address: 'https://hub.invalid', deviceId, privateKey: '', place, epoch: 1, joinedAt: 1 };
    insertMembership(tx, member, []);
    setOutOfDate(tx);
  });
  const condition = { received: 0, streamsToRead: 5, problem: 'Unreachable', stoppedBecause: null } as never;
  const { handlers } = createOutOfDateService(
    context,
    { condition: () => condition },
    {
      settleErasures: () => undefined,
      checkRecoveryCode: (code) => (code === 'THE-CODE' ? ok(null) : err({ type: 'WrongCode' })),
    },
  );
  return { counter, carla, handlers };
}

test('where the site has no administrator whoever works there decides, with the recovery code and the own PIN', async () => {
  const { counter, carla, handlers } = await aCanteen();
  const { operatorId } = carla;
  const caller = callerOf(carla);
  expect(handlers['outOfDate.status'](caller, {})).toMatchObject({
    value: { mayDecide: [{ operatorId, displayName: 'Carla' }], needsRecoveryCode: true },
  });
  const work = (pin: string, recoveryCode?: string) =>
    handlers['outOfDate.work'](caller, { operatorId, pin, recoveryCode });
  expect(await work(PIN)).toEqual(err({ type: 'WrongCode' }));
  expect(await work(PIN, 'ANOTHER')).toEqual(err({ type: 'WrongCode' }));
  expect(await work('9999', 'THE-CODE')).toMatchObject({ error: { type: 'WrongPin' } });
  expect(isOutOfDate(counter.db)).toBe(true);
  counter.clock.now += 60_000;
  expect(await work(PIN, 'THE-CODE')).toEqual(ok(null));
  expect(isOutOfDate(counter.db)).toBe(false);
  const subject = 'hindrance:Unreachable by:recoveryCode';
  expect(listAccesses(counter.db, subject, 10)).toMatchObject([{ operatorId, action: 'outOfDate.opened' }]);
});
