import { expect, test } from 'vitest';
import { operatorPinSet } from '../../shared/operations/network-operations.ts';
import { aCounter } from '../counter-fixture.ts';
import { pinAttemptsOf } from '../database/pin-attempts.ts';
import { checkPin } from './check-pin.ts';
import { createPinVerifier } from './pin-verifier.ts';

async function anOperatorWithPin() {
  const counter = aCounter();
  const { operatorId } = counter.anOperator('Ugo Ufficio', 'office');
  const verifier = await createPinVerifier('2468', counter.context.randomBytes(16));
  counter.write(operatorPinSet, { operatorId, siteId: counter.siteId, how: 'office', verifier });
  const check = (pin: string) => checkPin(counter.context, counter.siteId, operatorId, pin);
  return { ...counter, operatorId, check };
}

test('many PINs sent at once are no more tries than one after the other', async () => {
  const { check } = await anOperatorWithPin();
  const pins = [...Array.from({ length: 30 }, (_, i) => `${1000 + i}`), '2468'];
  const answers = await Promise.all(pins.map(check));
  const types = answers.map((answer) => (answer.ok ? 'ok' : answer.error.type));
  expect(types.filter((type) => type === 'WrongPin')).toHaveLength(3);
  expect(types.slice(3)).toEqual(pins.slice(3).map(() => 'WaitBeforeNextTry'));
});

test('the right PIN pressed twice is right twice, and leaves nothing behind', async () => {
  const { check, db, operatorId } = await anOperatorWithPin();
  expect(await Promise.all([check('2468'), check('2468')])).toEqual([
    { ok: true, value: null },
    { ok: true, value: null },
  ]);
  expect(pinAttemptsOf(db, operatorId)).toEqual({ failures: 0, notBeforeAt: 0 });
});
