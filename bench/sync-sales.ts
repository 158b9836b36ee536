import { randomBytes } from 'node:crypto';
import { aChain, adminId, anId, aPlace, siteId } from '../hub/chain-fixture.ts';
import { deviceKeys } from '../hub/hub-client.fixture.ts';
import { sha256 } from '../hub/sha256.ts';
import type { HubStore } from '../hub/store/hub-store.ts';
import { operationIdSchema } from '../shared/domain/ids.ts';
import { localDateSchema } from '../shared/domain/local-date.ts';
import { saleLinesSchema, totalsOf } from '../shared/domain/sale.ts';
import {
  CHAIN_START,
  canonicalText,
  commitmentOf,
  hashOf,
  type Operation,
} from '../shared/operations/operation.ts';
import { saleCompleted } from '../shared/operations/sale-operations.ts';

export const LINES = 12;

const CATEGORIES = [
  'water',
  'legumes',
  'tomato',
  'salt-spices',
  'pasta',
  'vegetables',
  'fruit',
  'olive-oil',
  'sugar',
  'coffee',
  'milk',
  'rice',
];
const products = Array.from({ length: 2000 }, () => anId());
const households = Array.from({ length: 3000 }, () => anId());
const cards = households.map(() => anId());

const lineOf = (sale: number, at: number) => ({
  line: at + 1,
  productId: products[(sale * 13 + at * 7) % products.length],
  categoryId: CATEGORIES[at],
  quantity: 1 + ((sale + at) % 3),
  price: { points: 1 + (at % 3), babyPoints: 0, cents: at === LINES - 1 ? 120 : 0 },
  limitIds: at === 7 ? ['oil-month'] : [],
});

/** All of a sale but what ties it to a chain: made once, written by many devices. */
export type PreparedSale = Pick<Operation, 'stream' | 'postings' | 'commitment' | 'salt' | 'body'>;

let sales = 0;

/** A sale of twelve lines, as the till records it: another household and other goods each time. */
export function aSale(): PreparedSale {
  const sale = sales++;
  const draft = {
    siteId,
    beneficiary: {
      kind: 'household',
      householdId: households[(sale * 7) % households.length],
      foundBy: 'card',
      cardId: cards[(sale * 7) % cards.length],
      size: 4,
      pointsPeriodStartsOn: '2026-11-01',
      limitPeriodStartsOn: '2026-11-01',
      weekStartsOn: '2026-11-16',
    },
    lines: Array.from({ length: LINES }, (_, at) => lineOf(sale, at)),
    residual: { points: { before: 200, after: 177 }, cents: { before: 500, after: 380 } },
    limitsLeft: [{ limitId: 'oil-month', left: 1, allowed: 3 }],
    overrides: [],
  };
  const totals = totalsOf(saleLinesSchema.parse(draft.lines), true);
  const body = saleCompleted.body.parse({ ...draft, totals });
  const text = canonicalText(body);
  const salt = randomBytes(32).toString('hex');
  return {
    stream: saleCompleted.stream(body),
    postings: [...saleCompleted.postings(body)],
    commitment: commitmentOf(sha256, salt, text),
    salt,
    body: text,
  };
}

export type SellingDevice = {
  readonly chain: ReturnType<typeof aChain>;
  readonly keys: ReturnType<typeof deviceKeys>;
  readonly sell: (sale?: PreparedSale) => Operation;
};

/** A counter's chain with its key, known to the hub, whose first operation makes its administrator. */
export async function aSellingDevice(store: HubStore): Promise<SellingDevice> {
  const chain = aChain();
  const { deviceId } = chain;
  const keys = deviceKeys();
  const { publicKey } = keys;
  await store.inTransaction((tx) =>
    tx.insertDevice({ deviceId, publicKey, place: aPlace(deviceId), aloneUntilSeq: 1 }),
  );
  chain.anAdmin();
  return { chain, keys, sell: (sale = aSale()) => writeSale(chain, sale) };
}

function writeSale({ deviceId, operations }: ReturnType<typeof aChain>, sale: PreparedSale): Operation {
  const { salt, body, ...said } = sale;
  const header = {
    id: operationIdSchema.parse(anId()),
    deviceId,
    seq: operations.length + 1,
    type: saleCompleted.type,
    version: saleCompleted.version,
    operatorId: adminId,
    occurredAt: 1_790_000_000_000,
    businessOn: localDateSchema.parse('2026-11-22'),
    prevHash: operations.at(-1)?.hash ?? CHAIN_START,
    ...said,
  };
  const operation = { ...header, hash: hashOf(sha256, header), salt, body } as Operation; // a sale has salt and body
  operations.push(operation);
  return operation;
}
