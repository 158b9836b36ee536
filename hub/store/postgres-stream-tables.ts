import type { PoolClient } from 'pg';
import { assert } from '../../shared/domain/result.ts';
import type { StreamName } from '../../shared/operations/operation.ts';
import { addToChecksum, type Checksum, NOTHING } from '../../shared/sync/checksum.ts';
import type { AccountState, StreamHead } from '../../shared/sync/protocol.ts';
import type { StreamTables } from './hub-store.ts';

export function createPostgresStreamTables(client: PoolClient): StreamTables {
  return {
    raiseStreams: async (entries) => {
      const names = entries.map(({ name }) => name);
      const inserted = client.query({
        name: 'insert-streams',
        text: `INSERT INTO stream (name, number, checksum) SELECT name, 0, $2 FROM unnest($1::text[]) AS new (name)
               WHERE NOT EXISTS (SELECT 1 FROM stream WHERE stream.name = new.name)
               ORDER BY name ON CONFLICT DO NOTHING`,
        values: [names, NOTHING],
      });
      const locked = client.query<{ name: StreamName; number: number; checksum: Checksum }>({
        name: 'lock-streams',
        text: `SELECT name, number, checksum FROM stream WHERE name = ANY ($1::text[]) ORDER BY name FOR UPDATE`,
        values: [names],
      });
      const [, { rows }] = await Promise.all([inserted, locked]); // sent together, carried out in this order
      const heads = new Map<StreamName, StreamHead>(
        rows.map(({ name, number, checksum }) => [name, { number, checksum }]),
      );
      const raised = entries.map(({ name, count, hashes }) => {
        const head = heads.get(name);
        assert(head !== undefined, 'a stream that is raised has its row');
        return { name, number: head.number + count, checksum: addToChecksum(head.checksum, hashes) };
      });
      await client.query({
        name: 'raise-streams',
        text: `UPDATE stream SET number = new.number, checksum = new.checksum
               FROM unnest($1::text[], $2::bigint[], $3::text[]) AS new (name, number, checksum)
               WHERE stream.name = new.name`,
        values: [names, raised.map(({ number }) => number), raised.map(({ checksum }) => checksum)],
      });
      return heads;
    },
    findStreamHead: async (name) => {
      const { rows } = await client.query<StreamHead>({
        name: 'find-stream-head',
        text: 'SELECT number, checksum FROM stream WHERE name = $1',
        values: [name],
      });
      return rows[0] ?? { number: 0, checksum: NOTHING };
    },
    listStreamNumbers: async () => {
      const { rows } = await client.query<{ name: StreamName; number: number }>(
        'SELECT name, number FROM stream',
      );
      return new Map(rows.map(({ name, number }) => [name, number]));
    },
    lockAccounts: async (accounts) => {
      if (accounts.length === 0) return new Map();
      const names = accounts.map(({ account }) => account);
      await client.query({
        name: 'insert-accounts',
        text: `INSERT INTO account (account, unit, posted, reserved, leased, number)
               SELECT account, unit, 0, 0, 0, 0 FROM unnest($1::text[], $2::text[]) AS new (account, unit)
               WHERE NOT EXISTS (SELECT 1 FROM account WHERE account.account = new.account)
               ORDER BY account ON CONFLICT DO NOTHING`,
        values: [names, accounts.map(({ unit }) => unit)],
      });
      const { rows } = await client.query<AccountState>({
        name: 'lock-accounts',
        text: `SELECT account, unit, posted, reserved, leased FROM account
               WHERE account = ANY ($1::text[]) ORDER BY account FOR UPDATE`,
        values: [names],
      });
      return new Map(rows.map((row) => [row.account, row]));
    },
    changeAccounts: async (changes, firstNumber) => {
      if (changes.length === 0) return;
      await client.query({
        name: 'change-accounts',
        text: `UPDATE account SET posted = account.posted + new.posted, reserved = account.reserved + new.reserved,
                 leased = account.leased + new.leased, uncovered = account.uncovered + new.uncovered,
                 number = coalesce(new.number, account.number)
               FROM unnest($1::text[], $2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[])
                 AS new (account, posted, reserved, leased, uncovered, number)
               WHERE account.account = new.account`,
        values: [
          changes.map(({ account }) => account),
          changes.map(({ posted }) => posted),
          changes.map(({ reserved }) => reserved),
          changes.map(({ leased }) => leased),
          changes.map(({ uncovered }) => uncovered),
          changes.map((_, index) => (firstNumber === null ? null : firstNumber + index)),
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
