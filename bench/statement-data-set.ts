import { cpSync, existsSync, renameSync, rmSync } from 'node:fs';
import { type BanconeDatabase, query } from '../electron/database/database.ts';
import { openDatabase } from '../electron/database/open.ts';
import { readKey } from '../electron/keys/key-store.ts';
import { keepDemo } from '../seeds/kept-demo.ts';
import {
  addDays,
  daysBetween,
  type LocalDate,
  localDateSchema,
  monthStart,
} from '../shared/domain/local-date.ts';
import { assert } from '../shared/domain/result.ts';

const FIRST_DAY = localDateSchema.parse('2021-12-01');
export const LAST_DAY = localDateSchema.parse('2026-11-21');
/** Once a week and the month's allowance: what a household that comes regularly does in five years. */
const ACTS_PER_HOUSEHOLD = 325;
/** Each moves an account of a household and its counter-account. */
const POSTINGS_PER_ACT = 2;

/** Opens a data folder to read from it, without a counter that would begin its day. */
export async function openDataSet(folder: string): Promise<BanconeDatabase> {
  const key = await readKey(folder, null);
  assert(key.ok, 'a data set has its key');
  const opened = openDatabase({
    folder,
    keyHex: key.value.keyHex,
    backUpBeforeMigration: () => undefined,
  });
  assert(opened.ok, 'a data set opens');
  return opened.value;
}

/** A database of so many postings, five years of them for every household; made on first use, then kept. */
export async function postingsDataSet(postings: number): Promise<{ folder: string; households: number }> {
  const households = Math.round(postings / POSTINGS_PER_ACT / ACTS_PER_HOUSEHOLD);
  const demo = await keepDemo(
    {
      households,
      sales: 500,
      seed: 'bench statements',
      days: 31,
      until: LAST_DAY,
      stepsPerTransaction: 20_000,
    },
    () => console.error(`Making a network of ${households} households; once, and kept ...`),
  );
  const folder = `${demo.folder}.postings-${postings}`;
  if (!existsSync(folder)) {
    console.error(`Filling it with ${postings} postings of five years; once, and kept ...`);
    const making = `${folder}.making-${process.pid}`;
    rmSync(making, { recursive: true, force: true });
    cpSync(demo.folder, making, { recursive: true });
    const database = await openDataSet(making);
    fill(database);
    database.raw.close();
    renameSync(making, folder);
  }
  return { folder, households };
}

type Moved = { household: number; account: string; n: number; unit: string; amount: number };

const listHouseholds = query<readonly [], { household: number; householdId: string }>(
  'benchHouseholds',
  'SELECT household, household_id AS householdId FROM household JOIN household_key USING (household)',
);

/**
 * Acts as another counter of the network would have sent them, in the order of the years, so that those of one household lie
 * far apart; their bodies are those of real sales.
 */
function fill({ db, raw }: BanconeDatabase): void {
  const households = db.all(listHouseholds);
  raw.pragma('synchronous = OFF');
  raw.exec("INSERT INTO device (device_id) VALUES ('019a0000-0000-7000-8000-00000000beef')");
  raw.exec("INSERT OR IGNORE INTO kind (type, version) VALUES ('credit.toppedUp', 1)");
  const bodies = raw
    .prepare<[], { kind: number; stream: number; body: string }>(
      'SELECT kind, stream, body FROM sale JOIN operation USING (n) ORDER BY n DESC LIMIT 400',
    )
    .all();
  const kindOf = raw.prepare<[string], { kind: number }>('SELECT max(kind) AS kind FROM kind WHERE type = ?');
  const [allowance, topUp] = ['allowance.posted', 'credit.toppedUp'].map(
    (type) => kindOf.get(type)?.kind ?? 0,
  );
  const insertOperation = raw.prepare(
    `INSERT INTO operation (id, device, seq, stream, kind, occurred_at, business_on, postings, commitment, prev_hash,
       hash, salt, body)
     VALUES (randomblob(16), (SELECT max(device) FROM device), ?, ?, ?, ?, ?, ?, zeroblob(32), zeroblob(32),
       zeroblob(32), zeroblob(32), ?)`,
  );
  const insertAllowance = raw.prepare(
    'INSERT OR IGNORE INTO allowance (household, purse, period_starts_on, revision, period_ends_on) VALUES (?, ?, ?, 1, ?)',
  );
  const moved: Moved[] = [];
  const days = daysBetween(FIRST_DAY, LAST_DAY);
  let seq = 0;
  raw.transaction(() => {
    for (let round = 0; round < ACTS_PER_HOUSEHOLD; round++) {
      const on = addDays(FIRST_DAY, Math.floor((round * days) / ACTS_PER_HOUSEHOLD));
      const month = monthStart(on);
      const isAllowance = round === 0 || month !== monthStart(dayBefore(round, days));
      for (const { household, householdId } of households) {
        seq += 1;
        const sale = bodies[seq % bodies.length];
        assert(sale !== undefined, 'the demo has sales');
        const isCredit = !isAllowance && round % 6 === 0;
        const account = isCredit ? 'cents' : `points/${month}`;
        const amount = isAllowance ? 200 : isCredit ? 500 : -(1 + (seq % 40));
        const kind = isAllowance ? allowance : isCredit ? topUp : sale.kind;
        const unit = isCredit ? 'cents' : 'points';
        const postings = JSON.stringify([
          { account: `household:${householdId}/${account}`, unit, amount },
          { account: 'programme:bench/counter', unit, amount: -amount },
        ]);
        const body = isAllowance || isCredit ? '{"programmeId":"surplus"}' : sale.body;
        const at = Date.parse(on) + 9 * 3_600_000;
        const { lastInsertRowid } = insertOperation.run(seq, sale.stream, kind, at, on, postings, body);
        moved.push({ household, account, n: Number(lastInsertRowid), unit, amount });
        if (isAllowance) insertAllowance.run(household, 'points', month, endOfMonth(month));
      }
    }
  })();
  insertMovements(raw, moved);
  raw.pragma('wal_checkpoint(TRUNCATE)');
}

/** In the order of their table, which is clustered by household. */
function insertMovements(raw: BanconeDatabase['raw'], moved: Moved[]): void {
  moved.sort((a, b) => a.household - b.household || compare(a.account, b.account) || a.n - b.n);
  const insert = raw.prepare(
    `INSERT INTO movement (household, account, n, unit, amount, kind, device, seq, business_on, operation_id, stream, operation_at)
     SELECT ?, ?, n, ?, ?, kind, device, seq, business_on, id, stream, occurred_at FROM operation WHERE n = ?`,
  );
  raw.transaction(() => {
    for (const { household, account, n, unit, amount } of moved) {
      insert.run(household, account, unit, amount, n);
    }
  })();
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const dayBefore = (round: number, days: number): LocalDate =>
  addDays(FIRST_DAY, Math.floor(((round - 1) * days) / ACTS_PER_HOUSEHOLD));

const endOfMonth = (month: LocalDate): LocalDate => addDays(monthStart(addDays(month, 31)), -1);
