import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { createHubServer } from './server.ts';
import { createMemoryStore } from './store/memory-store.ts';

const aServer = () =>
  createHubServer({
    store: createMemoryStore(),
    secret: randomBytes(32),
    now: Date.now,
    onIncident: () => undefined,
  });

test('the document at /docs names every path that the server has, and no other', async () => {
  const server = await aServer();
  const { statusCode, body } = await server.inject({ method: 'GET', url: '/docs' });
  expect(statusCode).toBe(200);
  const { openapi, paths } = JSON.parse(body) as { openapi: string; paths: Record<string, object> }; // as OpenAPI says
  expect(openapi).toBe('3.1.0');
  const documented = Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  );
  const served = [
    'enrol',
    'push',
    'authorise',
    'leases',
    'erasures',
    'erasures/progress',
    'pull',
    'wait',
    'codes',
    'network',
    'network/act',
    'declare',
    'own',
    'succeed',
    'entry',
  ].map((name) => `POST /v1/${name}`);
  expect(documented.sort()).toEqual([...served, 'GET /v1/time'].sort());
  for (const line of documented) {
    const [method, url] = line.split(' ');
    if (url === undefined || (method !== 'GET' && method !== 'POST')) throw new Error(line);
    expect(server.hasRoute({ method, url })).toBe(true);
  }
  const routes = server.printRoutes({ commonPrefix: false }).match(/\b(GET|POST)\b/g) ?? [];
  expect(routes.length).toBe(documented.length + 1);
});

test('what it says of a push is what the schema of a push says', async () => {
  const server = await aServer();
  const { body } = await server.inject({ method: 'GET', url: '/docs' });
  expect(JSON.parse(body)).toMatchObject({
    paths: {
      '/v1/push': {
        post: {
          requestBody: {
            content: {
              'application/json': {
                schema: {
                  additionalProperties: false,
                  required: ['protocol', 'fromSeq', 'prevHash', 'operations', 'headSignature'],
                  properties: { operations: { type: 'array', minItems: 1, maxItems: 500 } },
                },
              },
            },
          },
        },
      },
    },
  });
});
