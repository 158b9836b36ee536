import { expect, test } from 'vitest';
import { roleSchema } from '../domain/role.ts';
import { isOneInNetwork, rolesInNetwork } from './brought-operations.ts';
import { samplesByKind } from './golden-samples.ts';
import { networkStream } from './kind.ts';

test('what is about no thing with a name of its own is about the whole network, and nobody brings it along', () => {
  const ofAll = samplesByKind().filter(({ kind, sample }) => {
    const body = kind.body.parse(sample);
    return kind.stream(body) === networkStream && kind.subject(body)?.includes(':') === false;
  });
  expect(ofAll.map(({ kind }) => kind.type)).toContain('network.created');
  for (const { kind } of ofAll) expect(isOneInNetwork(kind.type), kind.type).toBe(true);
});

test('no administrator comes out of what is brought, and nobody else is changed', () => {
  const roles = roleSchema.options;
  for (const one of roles) {
    for (const other of roles) {
      const held = [one, other];
      const isAdministrator = held.includes('admin');
      expect(rolesInNetwork(held)).toEqual(isAdministrator ? roles.filter((role) => role !== 'admin') : held);
    }
  }
});
