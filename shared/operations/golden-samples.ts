import type { OperationKind } from './kind.ts';
import { kinds } from './kinds.ts';

const id = (n: number): string => `019a0000-0000-7000-8000-${String(n).padStart(12, '0')}`;
const HEX64 = '0123456789abcdef'.repeat(4);
const SITE = id(2);
const HOUSEHOLD = id(10);
const CARD = id(11);

const saleLine = {
  line: 1,
  productId: id(20),
  categoryId: 'olive-oil',
  quantity: 2,
  points: 24,
  limitIds: ['oil-month'],
};

/** One body of each kind that was ever shipped, as plain JSON. What they hash to never changes. */
const samples: Readonly<Record<string, unknown>> = {
  'network.created@1': { networkId: id(1), name: 'Rete «Nuovi Cantieri»', isDemo: false, identityKey: HEX64 },
  'device.registered@1': { deviceId: id(3), siteId: SITE, name: 'Cassa 1' },
  'device.continued@1': { deviceId: id(4), siteId: SITE, from: id(3), seq: 41, hash: HEX64 },
  'organisation.set@1': { organisationId: id(5), name: 'Città della Gioia' },
  'site.set@1': {
    siteId: SITE,
    organisationId: id(5),
    name: 'Emporio di Pesaro',
    shortName: 'EMP',
    kind: 'emporio',
    isActive: true,
  },
  'operator.set@1': { operatorId: id(6), displayName: 'Operatore di prova', isActive: true },
  'operator.roles-set@1': { operatorId: id(6), siteId: SITE, roles: ['cashier', 'office'] },
  'operator.pin-set@1': { operatorId: id(6), siteId: SITE, how: 'office', verifier: 'scrypt:1:1:1:00:00' },
  'programme.set@1': { programmeId: 'surplus', name: { it: 'Eccedenze', en: 'Surplus' }, isActive: true },
  'printer.set@1': {
    siteId: SITE,
    isActive: true,
    printer: {
      printerId: id(7),
      name: 'Stampante',
      kind: 'escpos-network',
      host: '127.0.0.1',
      port: 9100,
      columns: 42,
    },
  },
  'till-rules.set@1': {
    siteId: SITE,
    rules: {
      overrideRoles: ['office'],
      occasionalRoles: ['office'],
      returnToCurrentPeriodRoles: ['admin'],
      overridable: ['LimitReached'],
      bestBeforeTolerance: true,
      lowPointsThreshold: 20,
      entitlementAlertDays: 14,
      inStorePatterns: [{ layout: '2IIIIIIPPPPPC', step: 1 }],
      lockAfterMinutes: 10,
    },
  },
  'category.set@1': {
    category: {
      categoryId: 'pasta',
      name: { it: 'Pasta', en: 'Pasta' },
      points: 3,
      priority: 5,
      words: ['spaghett*'],
    },
    isActive: true,
  },
  'limit.set@1': {
    limitId: 'oil-month',
    name: { it: 'Olio', en: 'Oil' },
    target: { categoryId: 'olive-oil' },
    per: 'month',
    quantityBySize: [
      { membersUpTo: 3, quantity: 2 },
      { membersUpTo: null, quantity: 3 },
    ],
    active: true,
  },
  'product.set@1': {
    productId: id(20),
    by: 'person',
    code: '8076800195057',
    name: 'Spaghetti n. 5',
    points: null,
  },
  'catalogue.imported@1': { fileSha256: HEX64, added: 3, changed: 2, refused: 1 },
  'favourites.set@1': { siteId: SITE, productIds: [id(20)] },
  'household.set@1': {
    householdId: HOUSEHOLD,
    displayName: 'Ștefănescu D’Angelò',
    delegateNames: [],
    size: 4,
    childBirthMonths: ['2025-06'],
    siteId: SITE,
    preferredLanguage: 'ro',
    codiceFiscaleHashes: [HEX64],
  },
  'card.issued@1': { cardId: CARD, cardNumber: 'BC123456786', householdId: HOUSEHOLD },
  'card.blocked@1': { cardId: CARD, householdId: HOUSEHOLD, reason: 'lost' },
  'card.unblocked@1': { cardId: CARD, householdId: HOUSEHOLD },
  'card.replaced@1': {
    cardId: CARD,
    householdId: HOUSEHOLD,
    newCardId: id(12),
    newCardNumber: 'BC123456786',
  },
  'scheme.set@1': {
    schemeId: id(13),
    name: 'Settimo',
    period: { kind: 'days', days: 28, anchorOn: '2026-01-05' },
    allowance: { kind: 'firstAndFurther', firstPoints: 120, furtherPoints: 40 },
  },
  'entitlement.granted@1': {
    entitlementId: id(14),
    householdId: HOUSEHOLD,
    schemeId: id(13),
    startsOn: '2026-01-01',
    endsOn: '2026-06-30',
  },
  'entitlement.suspended@1': { entitlementId: id(14), householdId: HOUSEHOLD },
  'entitlement.resumed@1': { entitlementId: id(14), householdId: HOUSEHOLD },
  'allowance.posted@1': {
    householdId: HOUSEHOLD,
    siteId: SITE,
    schemeId: id(13),
    purse: 'points',
    periodStartsOn: '2026-01-05',
    periodEndsOn: '2026-02-01',
    revision: 1,
    points: 240,
  },
  'sale.completed@1': {
    siteId: SITE,
    beneficiary: {
      kind: 'household',
      householdId: HOUSEHOLD,
      foundBy: 'card',
      cardId: CARD,
      size: 4,
      pointsPeriodStartsOn: '2026-01-05',
      limitPeriodStartsOn: '2026-01-01',
    },
    lines: [saleLine],
    totals: { totalPoints: 24, chargedPoints: 24, pieces: 2 },
    residual: { beforePoints: 240, afterPoints: 216 },
    limitsLeft: [{ limitId: 'oil-month', left: 1, allowed: 3 }],
    overrides: [],
  },
  'sale.returned@1': {
    siteId: SITE,
    isVoid: false,
    reason: 'goods-faulty',
    to: { householdId: HOUSEHOLD, pointsPeriodStartsOn: '2026-01-05', limitPeriodStartsOn: '2026-01-01' },
    lines: [{ line: 1, productId: id(20), quantity: 1, points: 12, limitIds: ['oil-month'] }],
    totalPoints: 12,
  },
  'statement.issued@1': {
    statementId: id(30),
    organisationId: id(5),
    householdId: HOUSEHOLD,
    account: `household:${HOUSEHOLD}/points`,
    part: 1,
    parts: 1,
    head: {
      layoutVersion: 1,
      language: 'ro',
      purse: 'points',
      organisationName: 'Città della Gioia',
      projectName: 'Nuovi Cantieri',
      siteName: 'Emporio di Pesaro',
      holderName: 'Ștefănescu D’Angelò',
      internalCode: '0000000A',
      maskedCard: '********786',
      from: '2026-01-05',
      to: '2026-01-31',
      opening: 0,
      totalIn: 240,
      totalOut: 24,
      closing: 216,
      expiring: { amount: 216, on: '2026-02-01' },
      notSynchronised: [{ counter: 'Cassa 2', since: 1_767_225_600_000 }],
      updatedAt: 1_769_940_000_000,
      printedBy: 'Operatore di prova',
      printedAt: 1_769_940_000_000,
      issuedOn: '2026-02-01',
      heads: [{ deviceId: id(3), seq: 41 }],
    },
    places: ['Emporio di Pesaro'],
    lines: [
      { on: '2026-01-05', at: 1_767_610_800_000, place: 0, text: 'Puncte alocate', amount: 240 },
      { on: '2026-01-12', text: 'Cumpărături EMP-41', amount: -24 },
    ],
  },
};

/** Each kind with its sample; a kind without one fails the test that asks for it. */
export const samplesByKind = (): readonly { name: string; kind: OperationKind<never>; sample: unknown }[] =>
  [...kinds].map(([name, kind]) => ({ name, kind, sample: samples[name] }));

/** Samples of kinds that are gone: shipped kinds never go. */
export const namesOfSamples = (): readonly string[] => Object.keys(samples);
