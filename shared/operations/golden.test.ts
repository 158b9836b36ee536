import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { deviceIdSchema, operationIdSchema } from '../domain/ids.ts';
import { localDateSchema } from '../domain/local-date.ts';
import { sumsToZero } from '../domain/posting.ts';
import { namesOfSamples, samplesByKind } from './golden-samples.ts';
import {
  CHAIN_START,
  canonicalText,
  commitmentOf,
  hashOf,
  type Sha256,
  streamNameSchema,
} from './operation.ts';

const sha256: Sha256 = (parts) => {
  const running = createHash('sha256');
  for (const part of parts) {
    if ('hex' in part) running.update(part.hex, 'hex');
    else running.update(part.utf8, 'utf8');
  }
  return running.digest('hex');
};

function hashSample({ kind, sample }: ReturnType<typeof samplesByKind>[number]) {
  const body = kind.body.parse(sample);
  const text = canonicalText(body);
  const postings = [...kind.postings(body)];
  const stream = streamNameSchema.parse(kind.stream(body));
  const commitment = commitmentOf(sha256, '11'.repeat(32), text);
  const hash = hashOf(sha256, {
    id: operationIdSchema.parse('019a0000-0000-7000-8000-00000000abcd'),
    deviceId: deviceIdSchema.parse('019a0000-0000-7000-8000-000000000003'),
    seq: 1,
    stream,
    type: kind.type,
    version: kind.version,
    occurredAt: 1_767_225_600_000,
    businessOn: localDateSchema.parse('2026-01-01'),
    postings,
    commitment,
    prevHash: CHAIN_START,
  });
  return { body: text, stream, postings, subject: kind.subject(body), commitment, hash };
}

describe('golden vectors', () => {
  test('every kind ever shipped is still known and has its sample', () => {
    expect(samplesByKind().map(({ name }) => name)).toEqual(namesOfSamples().toSorted(byPlace));
    for (const { name, sample } of samplesByKind()) expect(sample, name).toBeDefined();
  });

  test('hash to what they always did', async () => {
    const vectors = Object.fromEntries(samplesByKind().map((each) => [each.name, hashSample(each)]));
    await expect(`${JSON.stringify(vectors, null, 2)}\n`).toMatchFileSnapshot('./golden-vectors.json');
  });

  test('post values that sum to zero per unit', () => {
    for (const each of samplesByKind()) expect(sumsToZero(hashSample(each).postings), each.name).toBe(true);
  });

  test('are refused with one field more', () => {
    for (const { name, kind, sample } of samplesByKind()) {
      const richer = { ...(sample as object), surprise: 1 };
      expect(kind.body.safeParse(richer).success, name).toBe(false);
    }
  });
});

const order = samplesByKind().map(({ name }) => name);
const byPlace = (a: string, b: string): number => order.indexOf(a) - order.indexOf(b);
