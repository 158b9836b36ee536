import type { CounterEvent } from '../../shared/contract/events.ts';
import type { LocalDate } from '../../shared/domain/local-date.ts';
import type { Db, InTransaction } from '../database/database.ts';
import type { RecordOperation } from '../database/log.ts';
import type { AskHub } from '../sync/hub-questions.ts';

/** What every service is given. Clock, ids and randomness come from outside, so that tests can hold them. */
export type ServiceContext = {
  readonly db: Db;
  readonly inTransaction: InTransaction;
  readonly record: RecordOperation;
  /** UTC milliseconds by this PC. */
  readonly now: () => number;
  /** The day of the trade: the PC's date in Europe/Rome, or the one the operator confirmed at log-in. */
  readonly today: () => LocalDate;
  /** A new UUIDv7. */
  readonly newId: () => string;
  readonly randomBytes: (count: number) => Buffer;
  /** The hub's word on an act that spends or claims; null where there is none in time. */
  readonly askHub: AskHub;
  readonly announce: (event: CounterEvent) => void;
  /** For `tx.afterCommit`, once a receipt was queued: returns at once. */
  readonly wakePrinter: () => void;
};
