import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { command } from '../shared/contract/command.ts';
import { operatorIdSchema, siteIdSchema } from '../shared/domain/ids.ts';
import { ok } from '../shared/domain/result.ts';
import type { Role } from '../shared/domain/role.ts';
import type { Handlers } from './handlers.ts';
import { createRouter, type Phase } from './router.ts';
import type { Session } from './session.ts';

const contract = {
  'thing.read': command('anyone', z.strictObject({ text: z.string().max(5) })).returns<string>(),
  'thing.own': command('signedIn', z.strictObject({})).returns<string>(),
  'thing.slow': command('signedIn', z.strictObject({})).returns<string>(),
  'thing.office': command(['office'], z.strictObject({})).returns<string>(),
  'thing.first': command('setup', z.strictObject({})).returns<string>(),
  'thing.break': command('anyone', z.strictObject({})).returns<string>(),
};

function aSession(...roles: Role[]): Session {
  const operator = {
    operatorId: operatorIdSchema.parse('019a0000-0000-7000-8000-000000000001'),
    displayName: 'Anna Rossi',
    roles,
    siteId: siteIdSchema.parse('019a0000-0000-7000-8000-000000000002'),
  };
  return {
    id: '1',
    operator: roles.length === 0 ? null : operator,
    lockedOperatorId: null,
    lastActiveAt: 0,
  };
}

function aRouter(settings: { phase?: Phase; isActive?: boolean; printing?: Promise<void> } = {}) {
  const log: string[] = [];
  const invoke = createRouter({
    contract,
    handlers: {
      'thing.read': (_caller, { text }) => ok(text),
      'thing.own': ({ operator }) => ok(operator().displayName),
      'thing.slow': async ({ operator }) => {
        await settings.printing;
        return ok(operator().displayName);
      },
      'thing.office': () => ok('done'),
      'thing.first': () => ok('done'),
      'thing.break': () => {
        throw new RangeError('broken');
      },
    },
    phase: () => settings.phase ?? 'ready',
    isActive: () => settings.isActive ?? true,
    refreshOperator: () => undefined,
    isDiskFull: () => false,
    onRefused: (name, failure) => log.push(`${name} ${failure.type}`),
    onIncident: (name, error) => {
      log.push(`${name} ${error instanceof Error ? error.name : ''}`);
      return '4F2A';
    },
  });
  return { invoke, log };
}

describe('the router', () => {
  test('hands on the parsed value', async () => {
    expect(await aRouter().invoke(aSession(), 'thing.read', { text: 'abc' })).toEqual(ok('abc'));
  });

  test('has a slow command done by who asked, whoever is behind the window when it ends', async () => {
    let end: () => void = () => undefined;
    const printing = new Promise<void>((resolve) => {
      end = resolve;
    });
    const session = aSession('office');
    const { invoke } = aRouter({ printing });
    const [first, second] = [invoke(session, 'thing.slow', {}), invoke(session, 'thing.slow', {})];
    const { operator } = session;
    session.operator = null;
    end();
    expect(await first).toEqual(ok('Anna Rossi'));
    session.operator = operator === null ? null : { ...operator, displayName: 'Verdi Ugo' };
    expect(await second).toEqual(ok('Anna Rossi'));
  });

  test('refuses what does not fit, says where, and logs it without the values', async () => {
    const { invoke, log } = aRouter();
    expect(await invoke(aSession(), 'thing.read', { text: 'much too long' })).toEqual({
      ok: false,
      error: { type: 'InvalidInput', paths: ['text'] },
    });
    for (const input of [
      { text: 'abc', more: 1 },
      JSON.parse('{"text":"abc","__proto__":{"roles":["admin"]}}'),
      null,
      undefined,
      'text',
    ]) {
      expect(await invoke(aSession(), 'thing.read', input)).toMatchObject({
        error: { type: 'InvalidInput' },
      });
    }
    expect(new Set(log)).toEqual(new Set(['thing.read InvalidInput']));
  });

  test('never says or logs the name of a command that does not exist', async () => {
    const { invoke, log } = aRouter();
    for (const name of ['thing.other', '__proto__', 'toString', 'Bianchi Maria']) {
      expect(await invoke(aSession('admin'), name, {})).toEqual({
        ok: false,
        error: { type: 'UnknownCommand' },
      });
    }
    expect(new Set(log)).toEqual(new Set(['(unknown) UnknownCommand']));
  });

  test.each<[string, Role[], string]>([
    ['thing.own', [], 'NotSignedIn'],
    ['thing.own', ['laundry'], 'ok'],
    ['thing.office', [], 'NotSignedIn'],
    ['thing.office', ['cashier', 'laundry', 'socialWorker'], 'Forbidden'],
    ['thing.office', ['office'], 'ok'],
    ['thing.office', ['admin'], 'ok'],
    ['thing.first', ['admin'], 'WrongPhase'],
  ])('answers %s for the roles %j with %s', async (name, roles, expected) => {
    const { invoke, log } = aRouter();
    const answer = await invoke(aSession(...roles), name, {});
    expect(answer.ok ? 'ok' : answer.error).toEqual(expected === 'ok' ? 'ok' : { type: expected });
    expect(log).toEqual(expected === 'ok' ? [] : [`${name} ${expected}`]);
  });

  test('runs nothing of the trade before there is a network, nor in a window that is not in use', async () => {
    const early = aRouter({ phase: 'setup' });
    expect(await early.invoke(aSession('admin'), 'thing.office', {})).toMatchObject({
      error: { type: 'WrongPhase' },
    });
    expect(await early.invoke(aSession(), 'thing.first', {})).toEqual(ok('done'));
    const elsewhere = aRouter({ isActive: false });
    expect(await elsewhere.invoke(aSession('admin'), 'thing.office', {})).toMatchObject({
      error: { type: 'OpenElsewhere' },
    });
  });

  test('turns a bug into a code that the log has too', async () => {
    const { invoke, log } = aRouter();
    expect(await invoke(aSession(), 'thing.break', {})).toEqual({
      ok: false,
      error: { type: 'Unexpected', incident: '4F2A' },
    });
    expect(log).toEqual(['thing.break RangeError']);
  });

  test('does not start with a command that has no handler', () => {
    // The compiler refuses exactly this mistake too; what it cannot see is a handler map made at run time.
    const handlers = Object.fromEntries([['thing.read', () => ok('')]]) as unknown as Handlers<
      typeof contract
    >;
    expect(() =>
      createRouter({
        contract,
        handlers,
        phase: () => 'ready',
        isActive: () => true,
        refreshOperator: () => undefined,
        isDiskFull: () => false,
        onRefused: () => undefined,
        onIncident: () => '0000',
      }),
    ).toThrow(/has a handler/);
  });
});
