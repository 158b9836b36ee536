import type { AccountName } from '../../shared/domain/account.ts';
import type { StreamName } from '../../shared/operations/operation.ts';
import type { AccountState, StreamHead } from '../../shared/sync/protocol.ts';
import type { AccountChange } from './hub-store.ts';

/** Numbers of streams, and accounts. */
export type StreamTables = {
  /**
   * Raises the numbers of streams by how many operations enter each, and their checksums. Names in order. Answers the
   * number of each before; what is stored under the new ones (`insertOperations`, `changeAccounts`) need not wait for it.
   */
  readonly raiseStreams: (
    entries: readonly {
      readonly name: StreamName;
      readonly count: number;
      readonly hashes: readonly string[];
    }[],
  ) => Promise<ReadonlyMap<StreamName, number>>;
  readonly findStreamHead: (name: StreamName) => Promise<StreamHead>;
  /** Of these, in one question; those that nothing ever entered are left out. */
  readonly findStreamNumbers: (names: readonly StreamName[]) => Promise<Map<StreamName, number>>;
  readonly listStreamNumbers: () => Promise<Map<StreamName, number>>;
  /**
   * Holds the rows of accounts until the transaction ends, also those that nothing was posted on yet: a row that came
   * to be in between would be locked after the streams, and two pushes would wait for each other. Names in order.
   */
  readonly holdAccounts: (accounts: readonly Pick<AccountChange, 'account' | 'unit'>[]) => Promise<void>;
  /** The same, and answers how they stand. */
  readonly lockAccounts: (
    accounts: readonly Pick<AccountChange, 'account' | 'unit'>[],
  ) => Promise<Map<AccountName, AccountState>>;
  /** The same of those that are there: whoever only asks what an account holds makes no row of it. */
  readonly lockStanding: (accounts: readonly AccountName[]) => Promise<Map<AccountName, AccountState>>;
  /**
   * Changes accounts, in the order of their names. Numbered, each gets the next of the numbers that `balances` was raised
   * by; unnumbered where nothing that a counter shows changes, as where some is only set aside. Throws where more would be
   * set aside than is there: the rules never ask for it.
   */
  readonly changeAccounts: (
    changes: readonly AccountChange[],
    numbering: 'numbered' | 'unnumbered',
  ) => Promise<void>;
  readonly listAccounts: (
    after: number,
    limit: number,
  ) => Promise<readonly (AccountState & { readonly number: number })[]>;
};
