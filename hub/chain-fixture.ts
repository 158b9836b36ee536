import { type KeyObject, randomBytes } from 'node:crypto';
import { v7 } from 'uuid';
import {
  categoryIdSchema,
  type DeviceId,
  deviceIdSchema,
  type HouseholdId,
  householdIdSchema,
  type OperatorId,
  operationIdSchema,
  operatorIdSchema,
  organisationIdSchema,
  productIdSchema,
  programmeIdSchema,
  siteIdSchema,
} from '../shared/domain/ids.ts';
import { localDateSchema } from '../shared/domain/local-date.ts';
import { creditTakenBack, creditToppedUp } from '../shared/operations/credit-operations.ts';
import { householdSet } from '../shared/operations/household-operations.ts';
import type { OperationKind } from '../shared/operations/kind.ts';
import { operatorRolesSet, programmeSet } from '../shared/operations/network-operations.ts';
import {
  CHAIN_START,
  canonicalText,
  commitmentOf,
  hashOf,
  type Operation,
} from '../shared/operations/operation.ts';
import { saleCompleted, saleReturned } from '../shared/operations/sale-operations.ts';
import type { DevicePlace } from '../shared/sync/grants.ts';
import { PROTOCOL_VERSION, type PushRequest } from '../shared/sync/protocol.ts';
import { deviceKeys, signedHead } from './hub-client.fixture.ts';
import { sha256 } from './sha256.ts';
import type { HubStore } from './store/hub-store.ts';

/** In the order of time, as every id of an operation is. */
export const anId = (): string => v7();

export const siteId = siteIdSchema.parse(v7());
export const organisationId = organisationIdSchema.parse(v7());
export const adminId = operatorIdSchema.parse(v7());
export const cashierId = operatorIdSchema.parse(v7());

const productId = productIdSchema.parse(v7());
const categoryId = categoryIdSchema.parse('pasta');
const monthStartsOn = localDateSchema.parse('2026-11-01');
const PERIODS = { pointsPeriodStartsOn: monthStartsOn, limitPeriodStartsOn: monthStartsOn };

export const aPlace = (deviceId: DeviceId, more: Partial<DevicePlace> = {}): DevicePlace => ({
  deviceId,
  siteId,
  siteKind: 'emporio',
  organisationId,
  officeOf: [],
  ...more,
});

/**
 * A device that writes its chain, as a counter does, without a counter's database. `operations` is all it ever wrote.
 */
export function aChain(deviceId = deviceIdSchema.parse(v7())) {
  const operations: Operation[] = [];
  const keys = deviceKeys(deviceId);
  const write = <Body>(
    kind: OperationKind<Body>,
    body: NoInfer<Body>,
    more: { operatorId?: OperatorId; causeId?: Operation['id']; changed?: Partial<Operation> } = {},
  ): Operation => {
    const before = operations.at(-1);
    const text = canonicalText(kind.body.parse(body));
    const salt = randomBytes(32).toString('hex');
    const header = {
      id: operationIdSchema.parse(v7()),
      deviceId,
      seq: operations.length + 1,
      stream: kind.stream(body),
      type: kind.type,
      version: kind.version,
      ...(more.operatorId === undefined ? {} : { operatorId: more.operatorId }),
      ...(more.causeId === undefined ? {} : { causeId: more.causeId }),
      occurredAt: 1_790_000_000_000,
      businessOn: localDateSchema.parse('2026-11-22'),
      postings: [...kind.postings(body)],
      commitment: commitmentOf(sha256, salt, text),
      prevHash: before?.hash ?? CHAIN_START,
      ...more.changed,
    };
    const operation: Operation = { ...header, hash: hashOf(sha256, header), salt, body: text };
    operations.push(operation);
    return operation;
  };

  return {
    deviceId,
    keys,
    operations,
    write,
    /** An administrator with a role, as the set-up writes it. */
    anAdmin: () => write(operatorRolesSet, { operatorId: adminId, siteId, roles: ['admin'] }),
    aCashier: () =>
      write(operatorRolesSet, { operatorId: cashierId, siteId, roles: ['cashier'] }, { operatorId: adminId }),
    aProgramme: (it: string, operatorId = adminId) =>
      write(
        programmeSet,
        { programmeId: programmeIdSchema.parse('surplus'), name: { it, en: it }, isActive: true },
        { operatorId },
      ),
    /** A household of this site. */
    aHouseholdOf: (householdId: HouseholdId) =>
      write(
        householdSet,
        { householdId, displayName: 'Bianchi Ottavia', size: 2, siteId },
        { operatorId: adminId },
      ),
    /** Moves value on a household's account. */
    aTopUp: (amount: number, householdId = householdIdSchema.parse(v7()), operatorId = adminId) =>
      write(
        creditToppedUp,
        {
          householdId,
          siteId,
          programmeId: programmeIdSchema.parse('surplus'),
          purse: 'cents',
          amount,
          reason: 'first-need',
        },
        { operatorId },
      ),
    /** A sale of one line to a household, paid in cents, with no cover. */
    aSale: (pieces: number, cents: number, householdId = householdIdSchema.parse(v7())) => {
      const price = { points: 0, babyPoints: 0, cents };
      return write(
        saleCompleted,
        {
          siteId,
          beneficiary: { kind: 'household', householdId, foundBy: 'search', size: 2, ...PERIODS },
          lines: [{ line: 1, productId, categoryId, quantity: pieces, price, limitIds: [] }],
          totals: { price, charged: price, pieces },
          limitsLeft: [],
          overrides: [],
        },
        { operatorId: adminId },
      );
    },
    /** Pieces of a sale come back: under an id that the hub was asked about, where there is one. */
    aReturn: (sale: Operation, pieces: number, cents: number, id?: Operation['id']) => {
      const { beneficiary } = saleCompleted.body.parse(JSON.parse(sale.body ?? ''));
      const price = { points: 0, babyPoints: 0, cents };
      return write(
        saleReturned,
        {
          siteId,
          isVoid: false,
          reason: 'mistake',
          ...(beneficiary.kind === 'household'
            ? { to: { householdId: beneficiary.householdId, ...PERIODS } }
            : {}),
          lines: [{ line: 1, productId, quantity: pieces, price, limitIds: [] }],
          total: price,
        },
        { operatorId: adminId, changed: { reversesId: sale.id, ...(id === undefined ? {} : { id }) } },
      );
    },
    /** Takes a top-up back. */
    aTakeBack: (topUp: Operation, id?: Operation['id']) => {
      const { householdId, programmeId, purse, amount } = creditToppedUp.body.parse(
        JSON.parse(topUp.body ?? ''),
      );
      return write(
        creditTakenBack,
        { householdId, siteId, programmeId, purse, amount, reason: 'mistake' },
        { operatorId: adminId, changed: { reversesId: topUp.id, ...(id === undefined ? {} : { id }) } },
      );
    },
    /** The last operation in another version, as a device that lies would hash it. */
    rewrite: (last: Operation, changed: Partial<Operation>): Operation => {
      const { hash: _hash, salt, body, ...header } = { ...last, ...changed };
      const operation: Operation = { ...header, hash: hashOf(sha256, header), salt, body };
      operations.push(operation);
      return operation;
    },
    /** A push of some of what was written: `from` and `to` are sequence numbers, both included. */
    request: (from = 1, to = operations.length): PushRequest =>
      pushRequestOf(keys.privateKey, operations.slice(from - 1, to)),
  };
}

/** A push of operations of one chain, which follow each other. */
export function pushRequestOf(key: KeyObject, operations: readonly Operation[]): PushRequest {
  const [first, head] = [operations[0], operations.at(-1)];
  if (first === undefined || head === undefined) throw new Error('a push brings something');
  const { seq: fromSeq, prevHash } = first;
  return {
    protocol: PROTOCOL_VERSION,
    fromSeq,
    prevHash,
    operations: [...operations],
    headSignature: signedHead(key, head),
  };
}

/** A device that the hub knows, whose first operation makes its administrator. */
export async function anEnrolledChain(
  store: HubStore,
  more: Partial<DevicePlace> = {},
): Promise<ReturnType<typeof aChain>> {
  const chain = aChain();
  const { deviceId, keys } = chain;
  await store.inTransaction((tx) =>
    tx.insertDevice({
      deviceId,
      publicKey: keys.publicKey,
      place: aPlace(deviceId, more),
      aloneUntilSeq: 1,
    }),
  );
  chain.anAdmin();
  return chain;
}
