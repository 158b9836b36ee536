import fc from 'fast-check';
import { expect, test } from 'vitest';
import { canonicalText, hashOf, LATEST_MS, operationHeaderSchema } from './operation.ts';

const id = fc.uuid({ version: 7 });
const hex64 = fc.stringMatching(/^[0-9a-f]{64}$/);

test('the text that is hashed is the canonical one of the header, whatever stands in it', () => {
  const header = fc.record(
    {
      id,
      deviceId: id,
      seq: fc.integer({ min: 1 }),
      stream: fc.constantFrom('network', 'site:0190b1c2-1111-7000-8000-00000000000a'),
      type: fc.stringMatching(/^[A-Za-z.-]{1,60}$/),
      version: fc.integer({ min: 1, max: 1000 }),
      operatorId: id,
      causeId: id,
      reversesId: id,
      occurredAt: fc.integer({ min: 0, max: LATEST_MS }),
      businessOn: fc.constantFrom('2026-11-22', '2027-03-31'),
      postings: fc.constantFrom(
        [],
        [
          { unit: 'points', amount: -3, account: 'household:0190b1c2-1111-7000-8000-0000000000a1/points' },
          { unit: 'points', amount: 3, account: 'programme:surplus/sales', cover: { kind: 'none' } },
        ],
      ),
      commitment: hex64,
      prevHash: hex64,
    },
    {
      requiredKeys: [
        ...['id', 'deviceId', 'seq', 'stream', 'type', 'version', 'occurredAt', 'businessOn'],
        ...['postings', 'commitment', 'prevHash'],
      ] as never[], // the list is spelt out in two lines, which loses the names from its type
    },
  );
  fc.assert(
    fc.property(header, (made) => {
      const parsed = operationHeaderSchema.parse(made);
      const hashed: unknown[] = [];
      hashOf((parts) => `${hashed.push(...parts)}`, { ...parsed, salt: 'not hashed' } as typeof parsed); // as of an operation
      expect(hashed).toEqual([{ utf8: canonicalText(parsed) }]);
    }),
  );
});
