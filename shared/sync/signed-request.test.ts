import { expect, test } from 'vitest';
import { deviceIdSchema, organisationIdSchema, siteIdSchema } from '../domain/ids.ts';
import { enrolmentToSign, headToSign, successionToSign, textToSign } from './signed-request.ts';

const [DEVICE, OTHER, HASH] = [
  '0198c1b2-0000-7000-8000-000000000001',
  '0198c1b2-0000-7000-8000-000000000002',
  'ab'.repeat(32),
];

const SITE = siteIdSchema.parse(OTHER);
const ENROLMENT = { code: 'ABCDEFGHJKMN', deviceId: deviceIdSchema.parse(DEVICE), headSeq: 7 };
const NETWORK = {
  siteId: SITE,
  siteKind: 'emporio' as const,
  organisationId: organisationIdSchema.parse(OTHER),
  officeOf: [],
};
const MEMBER = { epoch: 1, siteId: SITE, broughtUntilSeq: 0 };

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
    ...[
      ENROLMENT,
      { ...ENROLMENT, code: 'ABCDEFGHJKMP' },
      { ...ENROLMENT, headSeq: 8 },
      { ...ENROLMENT, network: NETWORK },
      { ...ENROLMENT, network: { ...NETWORK, siteKind: 'office' as const } },
      { ...ENROLMENT, member: MEMBER },
      { ...ENROLMENT, member: { ...MEMBER, broughtUntilSeq: 9 } },
    ].map(enrolmentToSign),
    successionToSign(DEVICE, OTHER),
  ];
  expect(new Set(texts).size).toBe(texts.length);
});
