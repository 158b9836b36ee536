import { v7 } from 'uuid';
import { expect, test } from 'vitest';
import { householdAccount } from '../domain/account.ts';
import { householdIdSchema, leaseIdSchema } from '../domain/ids.ts';
import {
  type DeclareRequest,
  joinDeclaration,
  MOST_DECLARED_LEASES,
  MOST_PART_BYTES,
  splitDeclaration,
} from './declaration.ts';
import { PROTOCOL_VERSION } from './protocol.ts';

const aDeclaration = (leases: number): DeclareRequest => ({
  protocol: PROTOCOL_VERSION,
  epoch: 2,
  headSeq: 7,
  headHash: 'ab'.repeat(32),
  mailboxCursor: 3,
  part: 0,
  isLast: true,
  leases: Array.from({ length: leases }, () => ({
    leaseId: leaseIdSchema.parse(v7()),
    account: householdAccount(householdIdSchema.parse(v7()), 'cents'),
    unit: 'cents',
    amount: 5,
  })),
  authorisations: [],
  seen: [],
});

test('a short declaration is one part, and the parts of a long one are short and come to the whole', () => {
  const short = aDeclaration(3);
  expect(splitDeclaration(short)).toEqual([short]);
  const long = aDeclaration(MOST_DECLARED_LEASES);
  const parts = splitDeclaration(long);
  expect(parts.length).toBeGreaterThan(2);
  expect(Math.max(...parts.map((part) => JSON.stringify(part).length))).toBeLessThan(MOST_PART_BYTES + 1000);
  expect(joinDeclaration(parts)).toEqual(long);
});

test('parts that are missing, of another head or of more than a device may hold are no declaration', () => {
  const [first, second, third] = splitDeclaration(aDeclaration(MOST_DECLARED_LEASES));
  if (first === undefined || second === undefined || third === undefined) throw new Error('it is long');
  expect(joinDeclaration([])).toBeNull();
  expect(joinDeclaration([first, third])).toBeNull();
  expect(joinDeclaration([first, { ...second, headSeq: 8 }])).toBeNull();
  const again = { ...first, leases: aDeclaration(MOST_DECLARED_LEASES).leases };
  expect(joinDeclaration([again, second])).toBeNull();
});
