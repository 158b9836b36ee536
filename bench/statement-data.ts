import { type Db, query } from '../electron/database/database.ts';
import { findHousehold, type HouseholdRow } from '../electron/database/households.ts';
import { readStatement } from '../electron/statements/household-statement.ts';
import type { HouseholdId } from '../shared/domain/ids.ts';
import { addDays, type LocalDate, localDateSchema } from '../shared/domain/local-date.ts';
import { assert } from '../shared/domain/result.ts';
import { atMost, median, percentile, type Report, told } from './report.ts';
import { LAST_DAY, openDataSet, postingsDataSet } from './statement-data-set.ts';

const WARM_UP = 50;
const TODAY = addDays(LAST_DAY, 1);

/** In an order that no cache likes. */
const listHouseholdIds = query<readonly [number], { householdId: HouseholdId }>(
  'benchStatementHouseholds',
  `SELECT household_id AS householdId FROM household JOIN household_key USING (household)
   ORDER BY (household * 7919) % 100003 LIMIT ?`,
);

/** The figures of a statement from the database alone: a month, and the whole five years, of households at random. */
export async function measureStatementData({
  quick,
}: {
  readonly quick: boolean;
}): Promise<Pick<Report, 'sizes' | 'figures' | 'notes'>> {
  const postings = quick ? 200_000 : 2_000_000;
  const { folder, households } = await postingsDataSet(postings);
  const { db, raw } = await openDataSet(folder);
  try {
    const rows = db
      .all(listHouseholdIds, Math.min(households, 1_500))
      .flatMap(({ householdId }) => findHousehold(db, householdId) ?? []);
    const month = rows.map((household) => timeOf(db, household, '2026-11-01', '2026-11-30'));
    const years = rows.toReversed().map((household) => timeOf(db, household, '2021-12-01', '2026-11-30'));
    const lines = median(years.map((each) => each.lines));
    const timesOf = (measured: typeof month) =>
      measured.slice(WARM_UP).map(({ milliseconds }) => milliseconds);
    return {
      sizes: { postings, statementHouseholds: households },
      figures: [
        atMost('data.month.p99', percentile(timesOf(month), 0.99), 'ms', 20),
        told('data.month.median', median(timesOf(month)), 'ms'),
        atMost('data.fiveYears.p99', percentile(timesOf(years), 0.99), 'ms', 20),
        told('data.fiveYears.median', median(timesOf(years)), 'ms'),
        told('data.fiveYears.lines', lines, 'lines'),
      ],
      notes: [
        'data: each household has five years of movements and is asked for once, in an encrypted file that is larger than its cache.',
      ],
    };
  } finally {
    raw.close();
  }
}

function timeOf(db: Db, household: HouseholdRow, from: string, to: string) {
  const asked = { purse: 'points', from: day(from), to: day(to) } as const;
  const startedAt = performance.now();
  const statement = readStatement(db, household, asked, TODAY);
  const milliseconds = performance.now() - startedAt;
  assert(statement.ok, 'a household of the data set has a statement');
  return { milliseconds, lines: statement.value.lines.length };
}

const day = (text: string): LocalDate => localDateSchema.parse(text);
