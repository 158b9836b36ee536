import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { operationIdSchema, operatorIdSchema } from '../shared/domain/ids.ts';
import { localDateSchema } from '../shared/domain/local-date.ts';
import type { OperationKind } from '../shared/operations/kind.ts';
import { operatorRolesSet, operatorSet } from '../shared/operations/network-operations.ts';
import { listOrganisations } from './database/network.ts';
import { aFolder, removeFolder } from './folder-fixture.ts';
import { ADMINISTRATOR_PIN, anEmptyCounter, aSetUpCounter } from './set-up-fixture.ts';

let folder = '';
beforeEach(() => {
  folder = aFolder();
});
afterEach(() => removeFolder(folder));

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

describe('logging in', () => {
  test('waits longer after each wrong PIN, across a restart too, and forgets it after the right one', async () => {
    const first = await aSetUpCounter(folder);
    const { administratorId: operatorId, clock } = first;
    const waits: number[] = [];
    for (let i = 0; i < 4; i++) {
      const answer = await first.ask('session.logIn', { operatorId, pin: '1111' });
      if (answer.ok || !('waitSeconds' in answer.error)) throw new Error('a wrong PIN is refused');
      waits.push(answer.error.waitSeconds);
      clock.now += answer.error.waitSeconds * 1000;
    }
    expect(waits).toEqual([0, 0, 2, 4]);
    const wrong = await first.ask('session.logIn', { operatorId, pin: '1111' });
    expect(wrong).toMatchObject({ error: { type: 'WrongPin', waitSeconds: 8 } });
    await first.counter.close();

    const second = await anEmptyCounter(folder, clock);
    const tooEarly = await second.ask('session.logIn', { operatorId, pin: ADMINISTRATOR_PIN });
    expect(tooEarly).toEqual({ ok: false, error: { type: 'WaitBeforeNextTry', waitSeconds: 8 } });
    clock.now += 8000;
    const right = await second.ask('session.logIn', { operatorId, pin: ADMINISTRATOR_PIN });
    expect(right).toMatchObject({ value: { phase: 'signedIn', operator: { displayName: 'Anna Rossi' } } });
    await second.ask('session.logOut', {});
    expect(await second.ask('session.logIn', { operatorId, pin: '1111' })).toMatchObject({
      error: { type: 'WrongPin', waitSeconds: 0 },
    });
    await second.counter.close();
  });

  test.each([
    ['a year ahead', 365],
    ['a year behind', -365],
    ['a day behind', -1],
    ['eight days ahead', 8],
  ])('asks which day it is when the clock is %s, and believes the answer', async (_what, days) => {
    const first = await aSetUpCounter(folder);
    const { administratorId: operatorId, clock } = first;
    await first.counter.close();
    clock.now += days * DAY_MS;
    const second = await anEmptyCounter(folder, clock);
    const asked = await second.ask('session.logIn', { operatorId, pin: ADMINISTRATOR_PIN });
    expect(asked).toMatchObject({ error: { type: 'ConfirmDate', lastOn: '2026-11-22' } });
    const confirmedOn = localDateSchema.parse('2026-11-23');
    const confirmed = await second.ask('session.logIn', { operatorId, pin: ADMINISTRATOR_PIN, confirmedOn });
    expect(confirmed).toMatchObject({ value: { place: { businessOn: '2026-11-23' } } });
    await second.counter.close();
  });

  test('takes no day from whoever logs in where the clock gives no reason to ask', async () => {
    const { ask, counter, administratorId: operatorId } = await aSetUpCounter(folder);
    const confirmedOn = localDateSchema.parse('2027-11-22');
    expect(await ask('session.logIn', { operatorId, pin: ADMINISTRATOR_PIN, confirmedOn })).toMatchObject({
      value: { place: { businessOn: '2026-11-22' } },
    });
    await counter.close();
  });

  test('asks nothing in the week after the last operation', async () => {
    const first = await aSetUpCounter(folder);
    const { administratorId: operatorId, clock } = first;
    clock.now += 7 * DAY_MS;
    const answer = await first.ask('session.logIn', { operatorId, pin: ADMINISTRATOR_PIN });
    expect(answer).toMatchObject({ value: { phase: 'signedIn' } });
    await first.counter.close();
  });

  test('does not let in who is not known here, whatever the PIN', async () => {
    const { ask, counter } = await aSetUpCounter(folder);
    const operatorId = operatorIdSchema.parse('019a0000-0000-7000-8000-000000000099');
    expect(await ask('session.logIn', { operatorId, pin: ADMINISTRATOR_PIN })).toMatchObject({
      error: { type: 'OperatorNotHere' },
    });
    await counter.close();
  });
});

describe('who is logged in', () => {
  test('loses a role, and the window, as soon as the register says so', async () => {
    const { ask, counter, live, administratorId: operatorId } = await aSetUpCounter(folder);
    await ask('session.logIn', { operatorId, pin: ADMINISTRATOR_PIN });
    const status = await ask('session.status', {});
    if (!status.ok || status.value.phase !== 'signedIn') throw new Error('the administrator is in');
    const { siteId } = status.value.place;
    const record = <Body>(kind: OperationKind<Body>, body: NoInfer<Body>) => {
      const { context } = live();
      const id = operationIdSchema.parse(context.newId());
      context.inTransaction((tx) => context.record(tx, { id, kind, body, businessOn: context.today() }));
    };
    record(operatorRolesSet, { operatorId, siteId, roles: ['cashier'] });
    expect(await ask('administration.operators', {})).toEqual({ ok: false, error: { type: 'Forbidden' } });
    expect(await ask('till.favourites', {})).toMatchObject({ ok: true });
    record(operatorSet, { operatorId, displayName: 'Anna Rossi', isActive: false });
    expect(await ask('till.favourites', {})).toEqual({ ok: false, error: { type: 'NotSignedIn' } });
    expect(await ask('session.status', {})).toMatchObject({ value: { phase: 'signedOut' } });
    await counter.close();
  });
});

describe('the lock', () => {
  test('falls after the minutes without a touch, whatever a dead screen goes on asking', async () => {
    const { ask, counter, clock, live, administratorId: operatorId } = await aSetUpCounter(folder);
    await ask('session.logIn', { operatorId, pin: ADMINISTRATOR_PIN });
    clock.now += 9 * MINUTE_MS;
    await ask('session.touch', {});
    clock.now += 9 * MINUTE_MS;
    live().lockIdle();
    expect(await ask('session.status', {})).toMatchObject({ value: { phase: 'signedIn' } });
    await ask('administration.about', {});
    clock.now += MINUTE_MS;
    live().lockIdle();
    expect(await ask('session.status', {})).toMatchObject({
      value: { phase: 'signedOut', lockedOperatorId: operatorId },
    });
    expect(await ask('administration.about', {})).toEqual({ ok: false, error: { type: 'NotSignedIn' } });
    await counter.close();
  });

  test('is not kept open by a clock that was set back', async () => {
    const { ask, counter, clock, live, administratorId: operatorId } = await aSetUpCounter(folder);
    await ask('session.logIn', { operatorId, pin: ADMINISTRATOR_PIN });
    clock.now -= 5 * 60 * MINUTE_MS;
    live().lockIdle();
    clock.now += 10 * MINUTE_MS;
    live().lockIdle();
    expect(await ask('session.status', {})).toMatchObject({ value: { phase: 'signedOut' } });
    await counter.close();
  });
});

describe('a second window', () => {
  test('says that the counter is open elsewhere, and taking over locks the first', async () => {
    const { ask, counter, session, administratorId: operatorId } = await aSetUpCounter(folder);
    await ask('session.logIn', { operatorId, pin: ADMINISTRATOR_PIN });
    const second = counter.openSession();
    expect(await ask('session.status', {}, second)).toEqual({ ok: true, value: { phase: 'openElsewhere' } });
    expect(await ask('administration.about', {}, second)).toEqual({
      ok: false,
      error: { type: 'OpenElsewhere' },
    });

    expect(await ask('session.useHere', {}, second)).toMatchObject({ value: { phase: 'signedOut' } });
    expect(session.operator).toBeNull();
    expect(await ask('session.status', {})).toEqual({ ok: true, value: { phase: 'openElsewhere' } });
    // Back in the first window the PIN is asked for again.
    expect(await ask('session.useHere', {})).toMatchObject({
      value: { phase: 'signedOut', lockedOperatorId: operatorId },
    });
    await counter.close();
  });

  test('is the one in use once the first is closed, and hears of it', async () => {
    const { ask, counter, session } = await aSetUpCounter(folder);
    const second = counter.openSession();
    const heard: string[] = [];
    counter.events.subscribe(({ type }) => heard.push(type));
    counter.closeSession(session);
    expect(heard).toEqual(['sessionChanged']);
    expect(await ask('session.status', {}, second)).toMatchObject({ value: { phase: 'signedOut' } });
    await counter.close();
  });
});

describe('the forgotten PIN of the only administrator', () => {
  test('is set anew by the recovery code and by nothing else', async () => {
    const { ask, counter, recoveryCode, administratorId: operatorId } = await aSetUpCounter(folder);
    const wrong = await ask('session.recoverPin', { operatorId, recoveryCode: 'AAAA', newPin: '9753' });
    expect(wrong).toEqual({ ok: false, error: { type: 'MistypedCode' } });
    expect((await ask('session.recoverPin', { operatorId, recoveryCode, newPin: '9753' })).ok).toBe(true);
    expect((await ask('session.logIn', { operatorId, pin: ADMINISTRATOR_PIN })).ok).toBe(false);
    expect((await ask('session.logIn', { operatorId, pin: '9753' })).ok).toBe(true);
    await counter.close();
  });

  test('is no way to the account of a cashier', async () => {
    const { ask, counter, recoveryCode, administratorId } = await aSetUpCounter(folder);
    await ask('session.logIn', { operatorId: administratorId, pin: ADMINISTRATOR_PIN });
    const operatorId = operatorIdSchema.parse('019a0000-0000-7000-8000-000000000098');
    const status = await ask('session.status', {});
    if (!status.ok || status.value.phase !== 'signedIn') throw new Error('the administrator is in');
    const { siteId } = status.value.place;
    await ask('administration.saveOperator', {
      operatorId,
      displayName: 'Bruno Verdi',
      isActive: true,
      roles: [{ siteId, roles: ['cashier'] }],
    });
    await ask('administration.setPin', { operatorId, pin: '1357' });
    expect(await ask('session.recoverPin', { operatorId, recoveryCode, newPin: '0000' })).toEqual({
      ok: false,
      error: { type: 'NotAdministrator' },
    });

    // What the role does not allow is refused and leaves a line in the log files.
    await ask('session.logOut', {});
    expect((await ask('session.logIn', { operatorId, pin: '1357' })).ok).toBe(true);
    expect(await ask('administration.operators', {})).toEqual({ ok: false, error: { type: 'Forbidden' } });
    await counter.close();
    const log = readFileSync(join(folder, 'logs', 'bancone.log'), 'utf8');
    const line = log.split('\n').find((each) => each.includes('Forbidden')) ?? '';
    expect(line).toContain('administration.operators');
    expect(line).toContain(operatorId);
  });
});

describe('what is done', () => {
  test('is answered as done although the news of it reached nobody', async () => {
    const { ask, counter, live, administratorId: operatorId } = await aSetUpCounter(folder);
    await ask('session.logIn', { operatorId, pin: ADMINISTRATOR_PIN });
    counter.events.subscribe(() => {
      throw new Error('the window is gone');
    });
    const [organisation] = listOrganisations(live().context.db);
    if (organisation === undefined) throw new Error('there is an organisation');
    const renamed = { ...organisation, name: 'Ente con un altro nome' };
    expect(await ask('administration.saveOrganisation', renamed)).toEqual({ ok: true, value: null });
    expect(listOrganisations(live().context.db)).toEqual([renamed]);
    await counter.close();
    expect(readFileSync(join(folder, 'logs', 'bancone.log'), 'utf8')).toContain('after a commit');
  });
});

describe('what a screen threw', () => {
  test('is found in the log under the code that was shown, without its message, and cannot flood it', async () => {
    const { ask, counter } = await aSetUpCounter(folder);
    const stack = 'Error: Bianchi Maria\n    at Till (till.js:1:2)\n    at App (app.js:3:4)';
    for (let i = 0; i < 100; i++) {
      await ask('session.reportIncident', { code: '4F2A', name: 'TypeError', stack });
    }
    await counter.close();
    const lines = readFileSync(join(folder, 'logs', 'bancone.log'), 'utf8')
      .split('\n')
      .filter((line) => line.includes('4F2A'));
    expect(lines).toHaveLength(20);
    expect(lines[0]).toContain('till.js:1:2');
    expect(lines.join()).not.toContain('Bianchi');
  });
});
