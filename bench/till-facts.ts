import { type Db, query } from '../electron/database/database.ts';
import { findSetting } from '../electron/database/local-settings.ts';
import { findOwnSite, listOperators } from '../electron/database/network.ts';
import { createRandom, type Random } from '../seeds/random.ts';
import { assert } from '../shared/domain/result.ts';
import { OPENED_AT } from './data-set.ts';
import type { PeerDocuments } from './peers.ts';

/** What the benchmark scans and searches for, drawn from the data set in an order that no cache likes. */
export type TillFacts = {
  readonly cashierId: string;
  readonly cashierPin: string;
  /** Households with enough points for a basket of twelve lines and nothing taken against a limit. */
  readonly shoppers: readonly { readonly householdId: string; readonly cardNumber: string }[];
  readonly goods: readonly string[];
  /** Two products with a limit a month. */
  readonly limitedGoods: readonly string[];
  readonly codes: readonly string[];
  readonly searches: readonly string[];
  readonly peerDocuments: (db: Db) => PeerDocuments;
};

const MONTH = new Date(OPENED_AT).toISOString().slice(0, 7);

const listShoppers = query<
  readonly [string, string, string, string, string],
  { householdId: string; cardNumber: string; points: number }
>(
  'benchShoppers',
  `SELECT household_id AS householdId, card_number AS cardNumber, balance AS points
   FROM household_balance JOIN household_key USING (household) JOIN card USING (household)
     JOIN entitlement USING (household)
   WHERE account = ? AND balance >= 60 AND replaced_by_card_id IS NULL AND use = 'all' AND expires_on IS NULL
     AND starts_on <= ? AND ends_on >= ?
     AND card_id NOT IN (SELECT card_id FROM card_block WHERE is_lifted = 0)
     AND entitlement_id NOT IN (SELECT entitlement_id FROM entitlement_suspension WHERE is_lifted = 0)
     AND household NOT IN (SELECT household FROM household_balance
       WHERE balance > 0 AND account IN ('use-sugar-month/' || ?, 'use-coffee-month/' || ?))
   ORDER BY (household * 7919) % 100003 LIMIT 4000`, // scattered, and few enough not to count as the counter's memory
);
const listCodes = query<readonly [], { code: string; name: string; categoryId: string }>(
  'benchCodes',
  `SELECT code, name, category_id AS categoryId FROM product WHERE code IS NOT NULL AND length(code) >= 8
   ORDER BY (product * 7919) % 100003 LIMIT 8000`, // as above
);
const listBodies = query<readonly [number], { id: string; body: string }>(
  'benchBodies',
  `SELECT hex(id) AS id, body FROM sale JOIN operation USING (n) ORDER BY n DESC LIMIT ?`,
);

/** Goods that cost 1 to 3 points and have no limit. */
const CHEAP = new Set(['water', 'legumes', 'tomato', 'salt-spices', 'pasta', 'vegetables', 'fruit']);

export function readTillFacts(db: Db): TillFacts {
  const random = createRandom('bench facts');
  const site = findOwnSite(db);
  assert(site !== null, 'a data set has a site');
  const cashier = listOperators(db, site.siteId).find(({ roles }) => roles.includes('cashier'));
  assert(cashier !== undefined, 'a data set has a cashier');
  const pins = JSON.parse(findSetting(db, 'demo.pins') ?? '{}') as Record<string, string>; // written by the demo generator
  const day = new Date(OPENED_AT).toISOString().slice(0, 10);
  const month = `${MONTH}-01`;
  const shoppers = shuffle(random, db.all(listShoppers, `points/${month}`, day, day, month, month));
  const products = db.all(listCodes);
  const codesOf = (isWanted: (categoryId: string) => boolean) =>
    products.filter(({ categoryId }) => isWanted(categoryId)).map(({ code }) => code);
  return {
    cashierId: cashier.operatorId,
    cashierPin: pins[cashier.operatorId] ?? '',
    shoppers,
    goods: shuffle(
      random,
      codesOf((id) => CHEAP.has(id)),
    ),
    limitedGoods: ['sugar', 'coffee'].map((wanted) => codesOf((id) => id === wanted)[0] ?? ''),
    codes: shuffle(
      random,
      products.map(({ code }) => code),
    ),
    searches: shuffle(random, products).map(({ name }) => typedText(random, name)),
    peerDocuments: (at) => ({
      households: shoppers.map(({ householdId, points }) => ({ _id: householdId, points, uses: {} })),
      sales: at
        .all(listBodies, 1_000_000)
        .map(({ id, body }) => ({ _id: id, body: JSON.parse(body) as object })), // a body is an object
    }),
  };
}

/** What somebody types to find a product: the beginnings of one or two of its words. */
function typedText(random: Random, name: string): string {
  const words = name.split(/\s+/).filter((word) => /^\p{L}{3}/u.test(word));
  const [first = 'pasta', second] = words.length > 1 && random.chance(0.5) ? shuffle(random, words) : words;
  const begin = (word: string) => word.slice(0, random.int(2, 6));
  return second === undefined || random.chance(0.5) ? begin(first) : `${begin(first)} ${begin(second)}`;
}

function shuffle<T>(random: Random, list: readonly T[]): T[] {
  return list
    .map((value) => [random.fraction(), value] as const)
    .sort(([a], [b]) => a - b)
    .map(([, value]) => value);
}
