import { request } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type BrowserHost, startBrowserHost } from './browser-host.ts';
import type { Counter } from './counter.ts';
import { aFolder, removeFolder } from './folder-fixture.ts';
import type { Session } from './session.ts';
import { aSetUpCounter } from './set-up-fixture.ts';

let folder = '';
let host: BrowserHost;
let counter: Counter;
let close: () => Promise<void>;
let refused: string[] = [];

let token = '';

// One counter for all: that it is still up after each attack is half of what is tested.
beforeAll(async () => {
  folder = aFolder();
  const { counter: made, session } = await aSetUpCounter(folder);
  counter = made;
  counter.closeSession(session);
  host = await startBrowserHost({
    counter,
    rendererFolder: folder,
    port: 0,
    onRefused: (reason) => refused.push(reason),
  });
  close = counter.close;
  token = await aWindow();
});

beforeEach(() => {
  refused = [];
});

afterAll(async () => {
  await host.close();
  await close();
  removeFolder(folder);
});

type Answer = { readonly status: number; readonly body: unknown };

/** A request as a hostile page or program would make it: every header is the test's. */
function send(path: string, headers: Record<string, string>, body: string, method = 'POST'): Promise<Answer> {
  const { hostname, port, host: own } = new URL(host.url);
  return new Promise((resolve, reject) => {
    const sent = request(
      {
        hostname,
        port,
        path,
        method,
        headers: { host: own, 'content-type': 'application/json', ...headers },
      },
      (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (chunk: string) => {
          text += chunk;
        });
        response.on('end', () => resolve({ status: response.statusCode ?? 0, body: parse(text) }));
      },
    );
    // A refused upload may be cut while it is still being sent; what counts is the answer that came before.
    sent.on('error', reject);
    sent.end(body);
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

const launchToken = (): string => new URL(host.url).searchParams.get('token') ?? '';
const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

async function aWindow(): Promise<string> {
  const { body } = await send('/api/window', bearer(launchToken()), '{}');
  if (typeof body !== 'object' || body === null || !('token' in body)) throw new Error('a window opens');
  return String(body.token);
}

const statusCall = JSON.stringify({ command: 'session.status', input: {} });

async function expectStillUp(): Promise<void> {
  const answer = await send('/api/command', bearer(token), statusCall);
  expect(answer).toMatchObject({ status: 200, body: { ok: true } });
}

describe('the door of the browser host', () => {
  test.each([
    ['no token', {}],
    ['a wrong token', bearer('A'.repeat(43))],
    ['a token of another length', bearer('A')],
  ])('opens no window and runs no command with %s', async (_what, headers) => {
    expect((await send('/api/window', headers, '{}')).status).toBe(401);
    expect((await send('/api/command', headers, statusCall)).status).toBe(401);
    expect((await send('/api/events', headers, '', 'GET')).status).toBe(401);
    expect(refused).toEqual(['WrongToken', 'WrongToken', 'WrongToken']);
    await expectStillUp();
  });

  test('does not take the launch token for a window of its own', async () => {
    expect((await send('/api/command', bearer(launchToken()), statusCall)).status).toBe(401);
    await expectStillUp();
  });

  test.each([
    ['another site by its name', { host: 'evil.example' }, 'ForeignHost'],
    ['another name of this PC', { host: 'localhost:80' }, 'ForeignHost'],
    ['a page of another site', { origin: 'http://evil.example' }, 'ForeignOrigin'],
    ['a sandboxed page', { origin: 'null' }, 'ForeignOrigin'],
  ])('refuses %s even with the right token, and logs it', async (_what, headers, reason) => {
    const answer = await send('/api/command', { ...bearer(token), ...headers }, statusCall);
    expect(answer.status).toBe(reason === 'ForeignHost' ? 421 : 403);
    expect(answer.body).toEqual({ refused: reason });
    expect(refused).toEqual([reason]);
    await expectStillUp();
  });

  test('refuses a string of 10 MB and stays up', async () => {
    const body = JSON.stringify({ command: 'session.status', input: { text: 'x'.repeat(10 * 1024 * 1024) } });
    const answer = await send('/api/command', bearer(token), body);
    expect(answer).toEqual({ status: 413, body: { refused: 'BodyTooLarge' } });
    expect(refused).toEqual(['BodyTooLarge']);
    await expectStillUp();
  });

  test.each([
    ['no JSON', 'rubbish'],
    ['no object', '"session.status"'],
    ['nothing', ''],
    ['a command that is no text', '{"command":{"toString":1},"input":{}}'],
  ])('refuses a body that is %s', async (_what, body) => {
    const answer = await send('/api/command', bearer(token), body);
    expect(answer).toEqual({ status: 400, body: { refused: 'NotJson' } });
    await expectStillUp();
  });

  test.each([
    ['an unknown field', '{"command":"session.status","input":{"more":1}}', 'InvalidInput'],
    ['__proto__', '{"command":"session.status","input":{"__proto__":{"isAdmin":true}}}', 'InvalidInput'],
    ['constructor', '{"command":"session.status","input":{"constructor":{}}}', 'InvalidInput'],
    ['an input that is a list', '{"command":"session.status","input":[]}', 'InvalidInput'],
    ['no input', '{"command":"session.status"}', 'InvalidInput'],
    ['a command named __proto__', '{"command":"__proto__","input":{}}', 'UnknownCommand'],
    ['a command named constructor', '{"command":"constructor","input":{}}', 'UnknownCommand'],
    ['a command of the administrator', '{"command":"administration.about","input":{}}', 'NotSignedIn'],
    ['a command of the wizard', '{"command":"setup.makeRecoveryCode","input":{}}', 'WrongPhase'],
  ])('answers %s with a refusal', async (_what, body, type) => {
    const answer = await send('/api/command', bearer(token), body);
    expect(answer).toMatchObject({ status: 200, body: { ok: false, error: { type } } });
    expect(Object.hasOwn(Object.prototype, 'isAdmin')).toBe(false);
    await expectStillUp();
  });

  test('opens no end of windows to whoever has the address, and forgets those that nobody uses', async () => {
    const opened: Session[] = [];
    const closed: Session[] = [];
    const small = await startBrowserHost({
      counter: {
        ...counter,
        openSession: () => {
          const session = counter.openSession();
          opened.push(session);
          return session;
        },
        closeSession: (session) => {
          closed.push(session);
          counter.closeSession(session);
        },
      },
      rendererFolder: folder,
      port: 0,
      onRefused: (reason) => refused.push(reason),
      connectWithinMs: 5000,
    });
    const { searchParams, origin } = new URL(small.url);
    const headers = bearer(searchParams.get('token') ?? '');
    const open = async () => (await fetch(`${origin}/api/window`, { method: 'POST', headers })).status;
    const statuses: number[] = [];
    for (let window = 0; window < 55; window++) statuses.push(await open());
    expect(statuses.filter((status) => status === 429)).toHaveLength(5);
    await expect.poll(() => closed.length, { timeout: 20_000 }).toBe(opened.length);
    expect(await open()).toBe(200);
    await small.close();
    await expectStillUp();
  });

  test('knows no other routes', async () => {
    expect((await send('/api/other', bearer(token), '{}')).status).toBe(404);
    expect((await send('/api/command', bearer(token), '{}', 'PUT')).status).toBe(404);
    await expectStillUp();
  });
});
