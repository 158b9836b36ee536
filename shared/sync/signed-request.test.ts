import { expect, test } from 'vitest';
import { enrolmentToSign, headToSign, successionToSign, textToSign } from './signed-request.ts';

const [DEVICE, OTHER, HASH] = [
  '0198c1b2-0000-7000-8000-000000000001',
  '0198c1b2-0000-7000-8000-000000000002',
  'ab'.repeat(32),
];

test('the text of a head names what it is for, the device, the number and the hash: other hubs read it years later', () => {
  expect(headToSign(DEVICE, 17, HASH)).toBe(`bancone-head-1\n${DEVICE}\n17\n${HASH}`);
});

test('no two things that a device signs have one text', () => {
  const texts = [
    headToSign(DEVICE, 17, HASH),
    headToSign(OTHER, 17, HASH),
    headToSign(DEVICE, 18, HASH),
    headToSign(DEVICE, 17, 'cd'.repeat(32)),
    textToSign(DEVICE, '17', HASH, ''),
    enrolmentToSign(HASH, DEVICE),
    successionToSign(DEVICE, OTHER),
  ];
  expect(new Set(texts).size).toBe(texts.length);
});
