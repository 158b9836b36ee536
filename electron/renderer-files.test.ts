import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createRendererFiles } from './renderer-files.ts';

let parent: string;
let folder: string;

beforeAll(async () => {
  parent = await mkdtemp(join(tmpdir(), 'bancone-renderer-files-'));
  folder = join(parent, 'renderer');
  await mkdir(join(folder, 'assets'), { recursive: true });
  await mkdir(join(parent, 'renderer-private'));
  await writeFile(join(folder, 'index.html'), '<meta property="csp-nonce" nonce="__CSP_NONCE__">');
  await writeFile(join(folder, 'assets', 'index-abc.js'), 'export {};');
  await writeFile(join(folder, 'assets', 'notes.key'), 'not a kind of file that the screens have');
  await writeFile(join(parent, 'secret.js'), 'secret');
  await writeFile(join(parent, 'renderer-private', 'secret.js'), 'secret');
  await symlink(join(parent, 'secret.js'), join(folder, 'assets', 'link.js'));
});
afterAll(() => rm(parent, { recursive: true }));

test('the page carries the nonce that its policy allows, another one in each response', async () => {
  const files = createRendererFiles(folder);
  const nonces = [];
  for (const pathname of ['/', '/index.html']) {
    const { status, headers, body } = await files.read(pathname);
    const nonce = /nonce="([A-Za-z0-9+/=]{24})"/.exec(body.toString())?.[1];
    expect(status).toBe(200);
    expect(headers['Content-Security-Policy']).toContain(`style-src 'self' 'nonce-${nonce}'`);
    expect(headers['Cache-Control']).toBe('no-store');
    nonces.push(nonce);
  }
  expect(new Set(nonces).size).toBe(2);
});

test('the policy allows nothing inline, nothing evaluated and nothing from elsewhere', async () => {
  const { headers } = await createRendererFiles(folder).read('/');
  const policy = headers['Content-Security-Policy'] ?? '';
  expect(policy).toContain("default-src 'none'; script-src 'self';");
  expect(policy).not.toMatch(/unsafe|\*|https?:/);
});

test('an asset has its type and may be kept for ever', async () => {
  const { status, headers, body } = await createRendererFiles(folder).read('/assets/index-abc.js');
  expect({ status, type: headers['Content-Type'], body: body.toString() }).toEqual({
    status: 200,
    type: 'text/javascript; charset=utf-8',
    body: 'export {};',
  });
  expect(headers['Cache-Control']).toContain('immutable');
});

test.each([
  '/../secret.js',
  '/assets/../../secret.js',
  '/%2e%2e/secret.js',
  '/..%2fsecret.js',
  '/..%5csecret.js',
  '/../renderer-private/secret.js',
  '//etc/passwd',
  '/assets/link.js',
  '/assets/notes.key',
  '/assets',
  '/assets/absent.js',
  '/%00',
  '/%E0%A4%A',
])('%s is answered like a file that does not exist', async (pathname) => {
  const { status, body } = await createRendererFiles(folder).read(pathname);
  expect({ status, body: body.toString() }).toEqual({ status: 404, body: '404' });
});
