import { randomBytes } from 'node:crypto';
import { v7 } from 'uuid';
import type { CounterEvent } from '../shared/contract/events.ts';
import { type CardNumber, cardNumberFromBytes } from '../shared/domain/card-number.ts';
import { type Category, categorySchema } from '../shared/domain/category.ts';
import {
  cardIdSchema,
  deviceIdSchema,
  entitlementIdSchema,
  type HouseholdId,
  householdIdSchema,
  networkIdSchema,
  type OperatorId,
  operationIdSchema,
  operatorIdSchema,
  organisationIdSchema,
  type ProductId,
  programmeIdSchema,
  type SchemeId,
  schemeIdSchema,
  siteIdSchema,
} from '../shared/domain/ids.ts';
import { type Limit, limitSchema } from '../shared/domain/limit.ts';
import { addDays, type LocalDate, localDateSchema, localMonthSchema } from '../shared/domain/local-date.ts';
import { toPoints } from '../shared/domain/points.ts';
import { assert } from '../shared/domain/result.ts';
import { hasAnyRole, type Role } from '../shared/domain/role.ts';
import { schemeSchema, USUAL_SCHEME } from '../shared/domain/scheme.ts';
import { categorySet, limitSet, productSet } from '../shared/operations/catalogue-operations.ts';
import { cardIssued, entitlementGranted, householdSet } from '../shared/operations/household-operations.ts';
import type { OperationKind } from '../shared/operations/kind.ts';
import {
  deviceRegistered,
  networkCreated,
  operatorRolesSet,
  operatorSet,
  organisationSet,
  programmeSet,
  siteSet,
} from '../shared/operations/network-operations.ts';
import { schemeSet } from '../shared/operations/scheme-operations.ts';
import { createRecorder, type Recorded, type RecordOperation, startChain } from './database/log.ts';
import { openMemoryDatabase } from './database/open.ts';
import { productIdOfCode } from './database/product-id.ts';
import type { Caller } from './handlers.ts';
import type { ServiceContext } from './services/service-context.ts';
import type { SignedIn } from './session.ts';

/**
 * A small emporio for tests: a real migrated database in memory, one site, operators without a PIN, four categories, one
 * limit (two bottles of oil a month up to three members) and a scheme that gives 100 points and 50 for each further
 * member every calendar month.
 */
export function aCounter(settings: { today?: string } = {}) {
  const clock = { today: localDateSchema.parse(settings.today ?? '2026-11-22'), now: 1_790_000_000_000 };
  const database = openMemoryDatabase();
  const events: CounterEvent[] = [];
  const rolesOf = new Map<OperatorId, readonly Role[]>();
  const append = createRecorder({
    now: () => clock.now,
    newSalt: () => randomBytes(32).toString('hex'),
    appendHead: () => undefined,
  });
  const record: RecordOperation = (tx, draft) => {
    assertMayWrite(draft.kind, draft.operatorId, rolesOf);
    return append(tx, draft);
  };
  const deviceId = deviceIdSchema.parse(v7());
  database.inTransaction((tx) => startChain(tx, deviceId));
  const context: ServiceContext = {
    db: database.db,
    inTransaction: database.inTransaction,
    record,
    now: () => clock.now,
    today: () => clock.today,
    newId: v7,
    randomBytes,
    announce: (event) => events.push(event),
    wakePrinter: () => undefined,
    askHub: async () => ({ type: 'silent' }),
  };
  const write = <Body>(kind: OperationKind<Body>, body: NoInfer<Body>): Recorded =>
    database.inTransaction((tx) =>
      record(tx, { id: operationIdSchema.parse(v7()), kind, body, businessOn: clock.today }),
    );

  const siteId = siteIdSchema.parse(v7());
  const organisationId = organisationIdSchema.parse(v7());
  write(networkCreated, {
    networkId: networkIdSchema.parse(v7()),
    name: 'Rete di prova',
    isDemo: false,
    identityKey: 'ab'.repeat(32),
  });
  write(organisationSet, { organisationId, name: 'Ente di prova' });
  write(siteSet, {
    siteId,
    organisationId,
    name: 'Emporio di prova',
    shortName: 'EMP',
    kind: 'emporio',
    isActive: true,
  });
  write(deviceRegistered, { deviceId, siteId, name: 'Cassa 1' });
  for (const category of someCategories) write(categorySet, { category, isActive: true });
  write(limitSet, oilLimit);
  write(programmeSet, surplusProgramme);
  const schemeId = schemeIdSchema.parse(v7());
  write(
    schemeSet,
    schemeSchema.parse({
      ...USUAL_SCHEME,
      schemeId,
      name: 'Punti del mese',
      appliesFrom: '2026-01-01',
      period: { kind: 'calendarMonth' },
      allowance: { kind: 'firstAndFurther', firstPoints: 100, furtherPoints: 50 },
    }),
  );

  const anOperator = (displayName: string, ...roles: Role[]): SignedIn => {
    const operatorId = operatorIdSchema.parse(v7());
    write(operatorSet, { operatorId, displayName, isActive: true });
    write(operatorRolesSet, { operatorId, siteId, roles });
    rolesOf.set(operatorId, roles);
    return { operatorId, displayName, roles, siteId };
  };
  const aProduct = (
    code: string,
    name: string,
    categoryId: Category['categoryId'],
    points?: number,
  ): ProductId => {
    const productId = productIdOfCode(code);
    write(productSet, {
      productId,
      by: 'import',
      code,
      name,
      categoryId,
      ...(points === undefined ? {} : { points: toPoints(points) }),
    });
    return productId;
  };
  const aHousehold = (changes: HouseholdChanges = {}) =>
    writeHousehold(write, clock.today, siteId, schemeId, changes);

  return {
    ...database,
    context,
    events,
    clock,
    deviceId,
    organisationId,
    siteId,
    schemeId,
    write,
    anOperator,
    aProduct,
    aHousehold,
  };
}

/**
 * Every service's test is also a test that what it records may be written by whom it lets in: the operators made above.
 * Without an operator the device writes: at set-up, in an import by command line, in a fixture.
 */
function assertMayWrite(
  { type, writers }: Pick<OperationKind<never>, 'type' | 'writers'>,
  operatorId: OperatorId | undefined,
  rolesOf: ReadonlyMap<OperatorId, readonly Role[]>,
): void {
  const roles = operatorId === undefined ? undefined : rolesOf.get(operatorId);
  if (roles === undefined) return;
  const may = writers.by === 'roles' && hasAnyRole(roles, writers.roles);
  assert(may, `${type} may be written by one who is ${roles.join(', ')}`);
}

/** A caller with an operator, as the router hands it to a handler. */
export const callerOf = (operator: SignedIn): Caller => ({
  session: { id: v7(), operator, lockedOperatorId: null, lastActiveAt: 0 },
  operator: () => operator,
});

export type HouseholdChanges = {
  readonly displayName?: string;
  readonly cardNumber?: CardNumber;
  readonly size?: number;
  readonly childBirthMonths?: readonly string[];
  readonly startsOn?: string;
  readonly endsOn?: string;
};

function writeHousehold(
  write: <Body>(kind: OperationKind<Body>, body: NoInfer<Body>) => Recorded,
  today: LocalDate,
  siteId: SignedIn['siteId'],
  schemeId: SchemeId,
  changes: HouseholdChanges,
): {
  householdId: HouseholdId;
  cardNumber: CardNumber;
  cardId: ReturnType<typeof cardIdSchema.parse>;
  entitlementId: ReturnType<typeof entitlementIdSchema.parse>;
} {
  const householdId = householdIdSchema.parse(v7());
  const cardId = cardIdSchema.parse(v7());
  const cardNumber = changes.cardNumber ?? cardNumberFromBytes(randomBytes(8));
  const entitlementId = entitlementIdSchema.parse(v7());
  write(householdSet, {
    householdId,
    displayName: changes.displayName ?? 'Bianchi Maria',
    size: changes.size ?? 3,
    childBirthMonths: (changes.childBirthMonths ?? []).map((month) => localMonthSchema.parse(month)),
    siteId,
  });
  write(cardIssued, { cardId, cardNumber, householdId });
  write(entitlementGranted, {
    entitlementId,
    householdId,
    schemeId,
    startsOn: localDateSchema.parse(changes.startsOn ?? addDays(today, -60)),
    endsOn: localDateSchema.parse(changes.endsOn ?? addDays(today, 120)),
  });
  return { householdId, cardNumber, cardId, entitlementId };
}

const aCategory = (categoryId: string, it: string, points: number, rest: object = {}): Category =>
  categorySchema.parse({ categoryId, name: { it, en: it }, points, priority: 5, words: [], ...rest });

export const someCategories: readonly Category[] = [
  aCategory('pasta', 'Pasta', 3),
  aCategory('olive-oil', 'Olio di oliva', 12),
  aCategory('nappies', 'Pannolini', 10, { babyAgeMonths: { from: 0, to: 36 } }),
  aCategory('to-classify', 'Da classificare', 5),
];

export const categoryIdOf = (text: string): Category['categoryId'] => aCategory(text, text, 0).categoryId;

const oilLimit: Limit = limitSchema.parse({
  limitId: 'oil-month',
  name: { it: 'Olio', en: 'Oil' },
  target: { categoryId: 'olive-oil' },
  per: 'month',
  quantityBySize: [
    { membersUpTo: 3, quantity: 2 },
    { membersUpTo: null, quantity: 3 },
  ],
  active: true,
});

const surplusProgramme = {
  programmeId: programmeIdSchema.parse('surplus'),
  name: { it: 'Eccedenze', en: 'Surplus' },
  isActive: true,
};
