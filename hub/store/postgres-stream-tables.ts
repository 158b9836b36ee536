import type { AccountName } from '../../shared/domain/account.ts';
import type { StreamName } from '../../shared/operations/operation.ts';
import { addToChecksum, NOTHING } from '../../shared/sync/checksum.ts';
import { balancesStream } from '../../shared/sync/grants.ts';
import type { AccountState } from '../../shared/sync/protocol.ts';
import { checksumOf, decimalOf, MODULUS } from './checksum-column.ts';
import type { AccountChange } from './hub-store.ts';
import { inBraces } from './in-braces.ts';
import type { Statements } from './statements.ts';
import type { StreamTables } from './stream-tables.ts';

export function createPostgresStreamTables(client: Statements): StreamTables {
  return {
    raiseStreams: async (entries) => {
      const names = inBraces(entries.map(({ name }) => name));
      const inserted = client.query({
        name: 'insert-streams',
        text: `INSERT INTO stream (name, number, checksum) SELECT name, 0, 0 FROM unnest($1::text[]) AS new (name)
               WHERE NOT EXISTS (SELECT 1 FROM stream WHERE stream.name = new.name)
               ORDER BY name ON CONFLICT DO NOTHING`,
        values: [names],
      });
      const locked = client.query({
        name: 'lock-streams',
        text: 'SELECT 1 FROM stream WHERE name = ANY ($1::text[]) ORDER BY name FOR UPDATE',
        values: [names],
      });
      const raised = client.query<{ name: StreamName; before: number }>({
        name: 'raise-streams',
        text: `UPDATE stream SET number = stream.number + new.count, checksum = mod(stream.checksum + new.added, ${MODULUS})
               FROM unnest($1::text[], $2::bigint[], $3::numeric[]) AS new (name, count, added)
               WHERE stream.name = new.name RETURNING stream.name, stream.number - new.count AS before`,
        values: [
          names,
          inBraces(entries.map(({ count }) => count)),
          inBraces(entries.map(({ hashes }) => decimalOf(addToChecksum(NOTHING, hashes)))),
        ],
      });
      const [, , { rows }] = await Promise.all([inserted, locked, raised]); // sent together, carried out in this order
      return new Map(rows.map(({ name, before }) => [name, before]));
    },
    findStreamHead: async (name) => {
      const { rows } = await client.query<{ number: number; checksum: string }>({
        name: 'find-stream-head',
        text: 'SELECT number, checksum FROM stream WHERE name = $1',
        values: [name],
      });
      const [head] = rows;
      if (head === undefined) return { number: 0, checksum: NOTHING };
      return { number: head.number, checksum: checksumOf(head.checksum) };
    },
    findStreamNumbers: async (names) => {
      const { rows } = await client.query<{ name: StreamName; number: number }>({
        name: 'find-stream-numbers',
        text: 'SELECT name, number FROM stream WHERE name = ANY ($1::text[])',
        values: [names],
      });
      return new Map(rows.map(({ name, number }) => [name, number]));
    },
    listStreamNumbers: async () => {
      const { rows } = await client.query<{ name: StreamName; number: number }>(
        'SELECT name, number FROM stream',
      );
      return new Map(rows.map(({ name, number }) => [name, number]));
    },
    holdAccounts: async (accounts) => {
      if (accounts.length === 0) return;
      const names = inBraces(accounts.map(({ account }) => account));
      const inserted = insertAccounts(client, names, accounts);
      const held = client.query({
        name: 'hold-accounts',
        text: `SELECT count(*) FROM (
                 SELECT 1 FROM account WHERE account = ANY ($1::text[]) ORDER BY account FOR UPDATE
               ) AS held`,
        values: [names],
      });
      await Promise.all([inserted, held]);
    },
    lockAccounts: async (accounts) => {
      if (accounts.length === 0) return new Map();
      const names = accounts.map(({ account }) => account);
      const inserted = insertAccounts(client, inBraces(names), accounts);
      const [, standing] = await Promise.all([inserted, lockStanding(client, names)]);
      return standing;
    },
    lockStanding: (accounts) => lockStanding(client, accounts),
    changeAccounts: async (changes, numbering) => {
      if (changes.length === 0) return;
      await client.query({
        name: 'change-accounts',
        text: `UPDATE account SET posted = account.posted + new.posted, reserved = account.reserved + new.reserved,
                 leased = account.leased + new.leased, uncovered = account.uncovered + new.uncovered,
                 number = coalesce((SELECT number FROM stream WHERE name = $7) - new.from_end, account.number)
               FROM unnest($1::text[], $2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[])
                 AS new (account, posted, reserved, leased, uncovered, from_end)
               WHERE account.account = new.account`,
        values: [
          inBraces(changes.map(({ account }) => account)),
          inBraces(changes.map(({ posted }) => posted)),
          inBraces(changes.map(({ reserved }) => reserved)),
          inBraces(changes.map(({ leased }) => leased)),
          inBraces(changes.map(({ uncovered }) => uncovered)),
          inBraces(changes.map((_, index) => changes.length - 1 - index)),
          numbering === 'numbered' ? balancesStream : null,
        ],
      });
    },
    listAccounts: async (after, limit) => {
      const { rows } = await client.query<AccountState & { number: number }>({
        name: 'list-accounts',
        text: `SELECT account, unit, posted, reserved, leased, number FROM account
               WHERE number > $1 ORDER BY number LIMIT $2`,
        values: [after, limit],
      });
      return rows;
    },
  };
}

async function lockStanding(
  client: Statements,
  accounts: readonly AccountName[],
): Promise<Map<AccountName, AccountState>> {
  const { rows } = await client.query<AccountState>({
    name: 'lock-accounts',
    text: `SELECT account, unit, posted, reserved, leased FROM account
           WHERE account = ANY ($1::text[]) ORDER BY account FOR UPDATE`,
    values: [inBraces(accounts)],
  });
  return new Map(rows.map((row) => [row.account, row]));
}

/** Rows of accounts that nothing was posted on yet. */
const insertAccounts = (
  client: Statements,
  names: string,
  accounts: readonly Pick<AccountChange, 'unit'>[],
): Promise<unknown> =>
  client.query({
    name: 'insert-accounts',
    text: `INSERT INTO account (account, unit, posted, reserved, leased, number)
           SELECT account, unit, 0, 0, 0, 0 FROM unnest($1::text[], $2::text[]) AS new (account, unit)
           WHERE NOT EXISTS (SELECT 1 FROM account WHERE account.account = new.account)
           ORDER BY account ON CONFLICT DO NOTHING`,
    values: [names, inBraces(accounts.map(({ unit }) => unit))],
  });
