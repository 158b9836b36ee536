import { parseAccount } from '../../shared/domain/account.ts';
import { assert } from '../../shared/domain/result.ts';
import type { StreamName } from '../../shared/operations/operation.ts';
import { addToChecksum, NOTHING } from '../../shared/sync/checksum.ts';
import { balancesStream } from '../../shared/sync/grants.ts';
import type { StreamHead } from '../../shared/sync/protocol.ts';
import type { MemoryState } from './memory-store.ts';
import type { StreamTables } from './stream-tables.ts';

const NOTHING_POSTED = { posted: 0, reserved: 0, leased: 0, uncovered: 0, number: 0 };

export function memoryStreamTables(state: MemoryState): StreamTables {
  const headOf = (name: StreamName): StreamHead =>
    state.streams.get(name) ?? { number: 0, checksum: NOTHING };
  return {
    raiseStreams: async (entries) => {
      const before = new Map(entries.map(({ name }) => [name, headOf(name).number]));
      for (const { name, count, hashes } of entries) {
        const head = headOf(name);
        state.streams.set(name, {
          number: head.number + count,
          checksum: addToChecksum(head.checksum, hashes),
        });
      }
      return before;
    },
    findStreamHead: async (name) => headOf(name),
    findStreamNumbers: async (names) =>
      new Map(
        names.flatMap((name) => {
          const head = state.streams.get(name);
          return head === undefined ? [] : [[name, head.number] as const];
        }),
      ),
    listStreamNumbers: async () => new Map([...state.streams].map(([name, { number }]) => [name, number])),
    holdAccounts: async () => undefined, // transactions are one after the other
    lockAccounts: async (accounts) =>
      new Map(
        accounts.map(({ account, unit }) => {
          assert(parseAccount(account) !== null, 'an account has a name');
          const { posted, reserved, leased } = state.accounts.get(account) ?? NOTHING_POSTED;
          return [account, { account, unit, posted, reserved, leased }];
        }),
      ),
    lockStanding: async (accounts) =>
      new Map(
        accounts.flatMap((account) => {
          const standing = state.accounts.get(account);
          if (standing === undefined) return [];
          const { unit, posted, reserved, leased } = standing;
          return [[account, { account, unit, posted, reserved, leased }]];
        }),
      ),
    changeAccounts: async (changes, numbering) => {
      const first = headOf(balancesStream).number - changes.length + 1;
      for (const [index, { account, unit, ...change }] of changes.entries()) {
        const before = state.accounts.get(account) ?? NOTHING_POSTED;
        const next = {
          account,
          unit,
          posted: before.posted + change.posted,
          reserved: before.reserved + change.reserved,
          leased: before.leased + change.leased,
          uncovered: before.uncovered + change.uncovered,
          number: numbering === 'unnumbered' ? before.number : first + index,
        };
        assert(next.reserved >= 0 && next.leased >= 0, 'no account has less than nothing set aside');
        assert(
          next.posted + next.uncovered - next.reserved - next.leased >= 0,
          'no account is promised twice',
        );
        state.accounts.set(account, next);
      }
    },
    listAccounts: async (after, limit) =>
      [...state.accounts.values()]
        .filter(({ number }) => number > after)
        .sort((a, b) => a.number - b.number)
        .slice(0, limit)
        .map(({ uncovered: _uncovered, ...state }) => state),
  };
}
