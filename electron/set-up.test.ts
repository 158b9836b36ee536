import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { countOperations } from './database/administration.ts';
import { findNetwork, listProgrammes, tillRulesOf } from './database/network.ts';
import { aFolder, removeFolder } from './folder-fixture.ts';
import { anEmptyCounter, aSetUpCounter, setupInput } from './set-up-fixture.ts';

let folder = '';
beforeEach(() => {
  folder = aFolder();
});
afterEach(() => removeFolder(folder));

describe('the first-run wizard', () => {
  test('records nothing before its last step, and begins again after a restart in the middle', async () => {
    const first = await anEmptyCounter(folder);
    const made = await first.ask('setup.makeRecoveryCode', {});
    expect(made.ok).toBe(true);
    expect(countOperations(first.live().context.db)).toBe(0);
    await first.counter.close();

    const second = await anEmptyCounter(folder);
    expect(await second.ask('session.status', {})).toEqual({ ok: true, value: { phase: 'setup' } });
    // The code was confirmed by nobody in this run.
    expect(await second.ask('setup.finish', setupInput)).toEqual({
      ok: false,
      error: { type: 'RecoveryCodeNotConfirmed' },
    });
    await second.counter.close();
  });

  test('finishes only with the code that was typed back, of this counter and of the last time', async () => {
    const { ask, counter } = await anEmptyCounter(folder);
    const older = await ask('setup.makeRecoveryCode', {});
    const newer = await ask('setup.makeRecoveryCode', {});
    if (!older.ok || !newer.ok) throw new Error('codes are made');
    expect(await ask('setup.checkRecoveryCode', { code: 'not a code' })).toMatchObject({
      error: { type: 'MistypedCode' },
    });
    expect(await ask('setup.checkRecoveryCode', { code: older.value.code })).toMatchObject({
      error: { type: 'WrongCode' },
    });
    expect(await ask('setup.finish', setupInput)).toMatchObject({
      error: { type: 'RecoveryCodeNotConfirmed' },
    });
    expect((await ask('setup.checkRecoveryCode', { code: newer.value.code.toLowerCase() })).ok).toBe(true);
    // A code made anew has to be typed back again.
    await ask('setup.makeRecoveryCode', {});
    expect((await ask('setup.finish', setupInput)).ok).toBe(false);
    await counter.close();
  });

  test('makes a real network with its reference data, once, however often it is pressed', async () => {
    const { ask, counter, live } = await anEmptyCounter(folder);
    const made = await ask('setup.makeRecoveryCode', {});
    if (!made.ok) throw new Error('a code is made');
    await ask('setup.checkRecoveryCode', { code: made.value.code });
    const answers = await Promise.all([
      ask('setup.finish', setupInput),
      ask('setup.finish', { ...setupInput, networkName: 'Altra rete' }),
      ask('setup.finish', setupInput),
    ]);
    // The same press is the same answer; what was not used is never said to be done.
    const tooLate = { ok: false, error: { type: 'WrongPhase' } };
    expect(answers).toEqual([{ ok: true, value: null }, tooLate, { ok: true, value: null }]);
    const { db } = live().context;
    expect(findNetwork(db)).toMatchObject({ name: 'Rete di prova', isDemo: false });
    expect(findNetwork(db)?.identityKey).toMatch(/^[0-9a-f]{64}$/);
    expect(listProgrammes(db).length).toBeGreaterThan(3);
    const status = await ask('session.status', {});
    expect(status).toMatchObject({
      value: {
        phase: 'signedOut',
        place: { siteName: 'Emporio di prova', siteShortName: 'EMP', isDemo: false },
        operators: [{ displayName: 'Anna Rossi' }],
      },
    });
    if (!status.ok || status.value.phase !== 'signedOut') throw new Error('the log-in screen follows');
    expect(tillRulesOf(db, status.value.place.siteId).lockAfterMinutes).toBe(10);
    await counter.close();
  });

  test('does not finish under a code that was made anew while it was finishing', async () => {
    const { ask, counter, live } = await anEmptyCounter(folder);
    const made = await ask('setup.makeRecoveryCode', {});
    if (!made.ok) throw new Error('a code is made');
    await ask('setup.checkRecoveryCode', { code: made.value.code });
    const [finished] = await Promise.all([
      ask('setup.finish', setupInput),
      ask('setup.makeRecoveryCode', {}),
    ]);
    expect(finished).toEqual({ ok: false, error: { type: 'RecoveryCodeNotConfirmed' } });
    expect(countOperations(live().context.db)).toBe(0);
    await counter.close();
  });

  test('runs only where there is no network', async () => {
    const { ask, counter } = await aSetUpCounter(folder);
    for (const again of [
      await ask('setup.finish', { ...setupInput, networkName: 'Altra rete' }),
      await ask('setup.makeRecoveryCode', {}),
    ]) {
      expect(again).toEqual({ ok: false, error: { type: 'WrongPhase' } });
    }
    await counter.close();
  });
});
