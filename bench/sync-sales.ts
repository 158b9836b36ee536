import { randomBytes } from 'node:crypto';
import { aChain, adminId, anId, aPlace, siteId } from '../hub/chain-fixture.ts';
import { sha256 } from '../hub/sha256.ts';
import type { HubStore, HubTx } from '../hub/store/hub-store.ts';
import { type AccountName, isHouseholdAccount } from '../shared/domain/account.ts';
import { type DeviceId, type LeaseId, leaseIdSchema, operationIdSchema } from '../shared/domain/ids.ts';
import { localDateSchema } from '../shared/domain/local-date.ts';
import type { Posting } from '../shared/domain/posting.ts';
import { assert } from '../shared/domain/result.ts';
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
type PreparedSale = Pick<Operation, 'stream' | 'postings' | 'commitment' | 'salt' | 'body'>;

/** A sale of twelve lines, as the till records it: each to another household and of other goods. */
function aSale(_: unknown, sale: number): PreparedSale {
  const draft = {
    siteId,
    beneficiary: {
      kind: 'household',
      householdId: households[sale],
      foundBy: 'card',
      cardId: cards[sale],
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

/** Households that go to one counter and shop there again and again; the hub has leased it their accounts. */
const REGULARS = 40;
const LEASED = 1_000_000;
const prepared = households.map(aSale);
let devices = 0;

export type SellingDevice = {
  readonly chain: ReturnType<typeof aChain>;
  /** Writes the next sale, to the next of its households. */
  readonly sell: () => Operation;
};

/** A counter's chain with its key, known to the hub, whose first operation makes its administrator. */
export async function aSellingDevice(store: HubStore): Promise<SellingDevice> {
  const chain = aChain();
  const { deviceId } = chain;
  const { publicKey } = chain.keys;
  const from = devices++ * REGULARS;
  const own = Array.from({ length: REGULARS }, (_, at) => prepared[(from + at) % prepared.length]).filter(
    (sale) => sale !== undefined,
  );
  const leases = await store.inTransaction(async (tx) => {
    await tx.insertDevice({ deviceId, publicKey, place: aPlace(deviceId), aloneUntilSeq: 1 });
    return leaseTo(tx, deviceId, own);
  });
  chain.anAdmin();
  const covered = own.map((sale) => coveredBy(leases, sale));
  let sold = 0;
  const sell = () => {
    const sale = covered[sold++ % covered.length];
    assert(sale !== undefined, 'a counter has its households');
    return writeSale(chain, sale);
  };
  return { chain, sell };
}

/** Leases of what these sales take, as the hub would have placed them. */
async function leaseTo(
  tx: HubTx,
  deviceId: DeviceId,
  own: readonly PreparedSale[],
): Promise<Map<AccountName, LeaseId>> {
  const spent = own.flatMap(({ postings }) => postings).filter(isSpent);
  const units = new Map(spent.map(({ account, unit }) => [account, unit]));
  const accounts = [...units].map(([account, unit]) => ({ account, unit }));
  accounts.sort((a, b) => (a.account < b.account ? -1 : 1));
  const leases = accounts.map((each) => ({
    ...each,
    leaseId: leaseIdSchema.parse(anId()),
    ...{ deviceId, amount: LEASED, recalledAt: null },
  }));
  await tx.lockAccounts(accounts);
  await tx.changeAccounts(
    accounts.map((each) => ({ ...each, posted: LEASED, reserved: 0, leased: LEASED, uncovered: 0 })),
    'unnumbered',
  );
  await tx.saveLeases(leases);
  return new Map(leases.map(({ account, leaseId }) => [account, leaseId]));
}

const isSpent = ({ account, unit, amount }: Posting): boolean =>
  isHouseholdAccount(account) && unit !== 'uses' && amount < 0;

const coveredBy = (leases: ReadonlyMap<AccountName, LeaseId>, sale: PreparedSale): PreparedSale => ({
  ...sale,
  postings: sale.postings.map((posting) => {
    const id = isSpent(posting) ? leases.get(posting.account) : undefined;
    return id === undefined ? posting : { ...posting, cover: { kind: 'lease', id } };
  }),
});

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
