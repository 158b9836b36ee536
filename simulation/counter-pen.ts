import type { Db, InTransaction } from '../electron/database/database.ts';
import type { RecordOperation } from '../electron/database/log.ts';
import type { OperatorId } from '../shared/domain/ids.ts';
import type { LocalDate } from '../shared/domain/local-date.ts';
import type { OperationKind } from '../shared/operations/kind.ts';
import type { Operation } from '../shared/operations/operation.ts';
import type { DevicePlace } from '../shared/sync/grants.ts';
import type { Random } from './random.ts';

/** What a counter of the simulator acts with: its database and its log, its clock, and who stands at it. */
export type CounterPen = {
  readonly db: Db;
  readonly inTransaction: InTransaction;
  /** Records as a counter does, and remembers beside the database what was written. */
  readonly record: RecordOperation;
  /** The same in a transaction of its own. */
  readonly write: <Body>(
    kind: OperationKind<Body>,
    body: NoInfer<Body>,
    operatorId?: OperatorId,
  ) => Operation;
  readonly random: Random;
  readonly newId: () => string;
  /** UTC milliseconds of its own clock, and the day in Rome by it. */
  readonly now: () => number;
  readonly today: () => LocalDate;
  /** Where it stands by what it has been told: it may be moved. */
  readonly place: () => DevicePlace;
  readonly operatorId: OperatorId;
  /** Nobody gave this one a role anywhere. */
  readonly strangerId: OperatorId;
  /** All that it wrote, as far as its disk has it. */
  readonly written: () => readonly Operation[];
};
