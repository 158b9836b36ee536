import type { HouseholdId } from '../../shared/domain/ids.ts';
import type { AccountState } from '../../shared/sync/protocol.ts';
import type { AllowanceAsk, AllowanceFactRow, AllowanceTables } from './allowance-tables.ts';
import { householdsOf } from './households-of-facts.ts';
import type { Statements } from './statements.ts';

export function createPostgresAllowanceTables(client: Statements): AllowanceTables {
  return {
    ...createTurnTables(client),
    saveAllowanceFacts: async (rows) => {
      if (rows.length === 0) return;
      await client.query({
        name: 'save-allowance-facts',
        text: `INSERT INTO allowance_fact (subject, section, number, fact)
               SELECT DISTINCT ON (subject, section) subject, section, number, fact
               FROM unnest($1::text[], $2::text[], $3::bigint[], $4::jsonb[]) AS new (subject, section, number, fact)
               ORDER BY subject, section, number DESC
               ON CONFLICT (subject, section) DO UPDATE SET number = excluded.number, fact = excluded.fact
               WHERE allowance_fact.number < excluded.number`,
        values: [
          rows.map(({ subject }) => subject),
          rows.map(({ section }) => section),
          rows.map(({ number }) => number),
          rows.map(({ fact }) => JSON.stringify(fact, withoutZeros)),
        ],
      });
      await client.query({
        name: 'add-allowance-turns',
        text: `INSERT INTO allowance_turn (household_id) SELECT new.household_id
               FROM unnest($1::uuid[]) AS new (household_id)
               WHERE NOT EXISTS (SELECT 1 FROM allowance_turn AS turn WHERE turn.household_id = new.household_id)
               ORDER BY new.household_id ON CONFLICT DO NOTHING`,
        values: [householdsOf(rows)],
      });
    },
    listAllowanceFacts: async (subjects) => {
      const { rows } = await client.query<AllowanceFactRow>({
        name: 'list-allowance-facts',
        text: `SELECT subject, section, number, fact FROM allowance_fact WHERE subject = ANY ($1::text[])
               ORDER BY subject, section`,
        values: [subjects],
      });
      return rows;
    },
    listMergesOf: async (householdIds) => {
      if (householdIds.length === 0) return [];
      const { rows } = await client.query<AllowanceFactRow>({
        name: 'list-merges-of',
        text: `WITH RECURSIVE reached (id) AS (
                 SELECT * FROM unnest($1::text[])
                 UNION
                 SELECT beside.id FROM reached CROSS JOIN LATERAL (
                   SELECT fact ->> 'intoHouseholdId' AS id FROM allowance_fact
                   WHERE subject = 'merges' AND fact ->> 'householdId' = reached.id
                   UNION ALL
                   SELECT fact ->> 'householdId' AS id FROM allowance_fact
                   WHERE subject = 'merges' AND fact ->> 'intoHouseholdId' = reached.id) AS beside),
               said AS MATERIALIZED (
                 SELECT subject, section, number, fact FROM allowance_fact
                 WHERE subject = 'merges' AND fact ->> 'householdId' = ANY (ARRAY(SELECT id FROM reached)))
               SELECT * FROM said
               UNION ALL
               SELECT subject, section, number, fact FROM allowance_fact
               WHERE subject = 'merges' AND section IN (SELECT 'undone/' || (fact ->> 'mergeId') FROM said)`,
        values: [householdIds],
      });
      return rows;
    },
    findAccounts: async (accounts) => {
      const { rows } = await client.query<AccountState>({
        name: 'find-accounts',
        text: 'SELECT account, unit, posted, reserved, leased FROM account WHERE account = ANY ($1::text[])',
        values: [accounts],
      });
      return new Map(rows.map((row) => [row.account, row]));
    },
    listAccountsOf: async (householdIds) => {
      // By what their names begin with, which the primary key finds; the household's own column says that it is so.
      const { rows } = await client.query<AccountState>({
        name: 'list-accounts-of',
        text: `SELECT account.account, unit, posted, reserved, leased
               FROM unnest($1::uuid[]) AS whose (household_id) JOIN account
                 ON account.account > 'household:' || whose.household_id || '/'
                AND account.account < 'household:' || whose.household_id || '/zz'
                AND account.household_id = whose.household_id
               ORDER BY account.account`,
        values: [householdIds],
      });
      return rows;
    },
  };
}

type TurnTables = Omit<
  AllowanceTables,
  'saveAllowanceFacts' | 'listAllowanceFacts' | 'listMergesOf' | 'findAccounts' | 'listAccountsOf'
>;

function createTurnTables(client: Statements): TurnTables {
  return {
    askForAllowances: async (householdIds) => {
      if (householdIds === 'all') {
        await client.query(
          'INSERT INTO allowance_ask (household_id) SELECT household_id FROM allowance_turn',
        );
        return;
      }
      if (householdIds.length === 0) return;
      await client.query({
        name: 'ask-for-allowances',
        text: 'INSERT INTO allowance_ask (household_id) SELECT * FROM unnest($1::uuid[])',
        values: [householdIds],
      });
    },
    askAboutMerged: async (householdIds) => {
      if (householdIds.length === 0) return;
      await client.query({
        name: 'ask-about-merged',
        text: `INSERT INTO allowance_ask (household_id) SELECT household_id FROM unnest($1::uuid[]) AS moved (household_id)
               WHERE EXISTS (SELECT 1 FROM allowance_fact
                             WHERE subject = 'merges' AND fact ->> 'householdId' = moved.household_id::text)
                  OR EXISTS (SELECT 1 FROM allowance_fact
                             WHERE subject = 'merges' AND fact ->> 'intoHouseholdId' = moved.household_id::text)`,
        values: [householdIds],
      });
    },
    listAllowanceAsks: async (limit) => {
      const { rows } = await client.query<AllowanceAsk>({
        name: 'list-allowance-asks',
        text: 'SELECT ask, household_id AS "householdId" FROM allowance_ask ORDER BY ask LIMIT $1',
        values: [limit],
      });
      return rows;
    },
    deleteAllowanceAsks: async (asks) => {
      await client.query({
        name: 'delete-allowance-asks',
        text: 'DELETE FROM allowance_ask WHERE ask = ANY ($1::bigint[])',
        values: [asks],
      });
    },
    lockAllowanceTurns: async (householdIds) => {
      await client.query({
        name: 'lock-allowance-turns',
        text: `SELECT 1 FROM allowance_turn WHERE household_id = ANY ($1::uuid[])
               ORDER BY household_id FOR UPDATE`,
        values: [householdIds],
      });
    },
    claimAllowanceTurns: async (hour, limit) => {
      const { rows } = await client.query<{ householdId: HouseholdId }>({
        name: 'claim-allowance-turns',
        text: `SELECT household_id AS "householdId" FROM allowance_turn WHERE looked_in IS DISTINCT FROM $1
               ORDER BY household_id LIMIT $2 FOR UPDATE`,
        values: [hour, limit],
      });
      return rows.map(({ householdId }) => householdId);
    },
    setAllowanceTurns: async (householdIds, hour) => {
      await client.query({
        name: 'set-allowance-turns',
        text: 'UPDATE allowance_turn SET looked_in = $2 WHERE household_id = ANY ($1::uuid[])',
        values: [householdIds, hour],
      });
    },
  };
}

/** Names of schemes are of a person's choice, and `jsonb` takes no text with a zero in it. Nothing depends on one. */
const withoutZeros = (_key: string, value: unknown): unknown =>
  typeof value === 'string' ? value.replaceAll('\u0000', '') : value;
