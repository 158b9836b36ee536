import { setImmediate as nextTurn } from 'node:timers/promises';
import type { OperationId } from '../../shared/domain/ids.ts';
import type { IssuedStatement } from '../../shared/domain/issued-statement.ts';
import { ok } from '../../shared/domain/result.ts';
import type { StatementPurse } from '../../shared/domain/statement.ts';
import { logAccess } from '../database/access-log.ts';
import type { InTransaction, Tx } from '../database/database.ts';
import { findHousehold } from '../database/households.ts';
import {
  type BatchPlace,
  type BatchRow,
  insertBatchFile,
  listBatchPlaces,
  setBatchOutcome,
  setBatchState,
} from '../database/statement-batches.ts';
import { findStatementParts } from '../database/statements.ts';
import { runStatementBatch, type StatementBatchRun } from '../documents/run-statement-batch.ts';
import type { StatementBatchResult, StatementFile } from '../documents/statement-batch.ts';
import type { SignedIn } from '../session.ts';
import { type IssueContext, recordStatement, takeOutStatement } from './issue-statement.ts';

export type BatchRunnerContext = IssueContext & {
  readonly inTransaction: InTransaction;
  readonly onProgress: (done: number, total: number) => void;
  /** A file of many households is complete. */
  readonly onFile: (tx: Tx) => void;
  /** It ended, whatever came of it. */
  readonly onEnd: (tx: Tx) => void;
  /** A bug or a broken machine; the batch is kept as one that failed. */
  readonly onBug: (error: unknown) => void;
};

export type BatchRunner = {
  /** Begins; whether it may is asked before. */
  readonly run: (batch: BatchRow, operator: SignedIn, fromPlace: number) => void;
  /** The batch that runs now. */
  readonly running: () => OperationId | null;
  /** Stops the batch if it runs; done once it has ended. */
  readonly cancel: (batchId: OperationId) => Promise<void>;
  /** Stops without a word: the batch will be one that was interrupted. */
  readonly close: () => Promise<void>;
};

/** What an account is called in the names of the files, which whoever prints them reads. */
const FILE_WORDS = {
  points: 'punti',
  'points-baby': 'punti-bimbi',
  cents: 'euro',
  washes: 'lavaggi',
} as const satisfies Record<StatementPurse, string>;

/** Places read at a time. */
const PAGE_PLACES = 100;

type Run = { readonly batchId: OperationId; stop: (isClosing: boolean) => void; ended: Promise<void> };

/**
 * Records and draws the statements of a batch, one household after another, each recorded in a transaction of its own
 * while a thread draws. Law: a place has one statement, however often the batch is cut and resumed.
 */
export function createBatchRunner(context: BatchRunnerContext): BatchRunner {
  let current: Run | null = null;
  return {
    running: () => current?.batchId ?? null,
    run: (batch, operator, fromPlace) => {
      const run = startRun(context, batch, operator, fromPlace);
      current = run;
      run.ended = run.ended.finally(() => {
        if (current === run) current = null;
      });
    },
    cancel: async (batchId) => {
      if (current?.batchId !== batchId) return;
      current.stop(false);
      await current.ended;
    },
    close: async () => {
      if (current === null) return;
      current.stop(true);
      await current.ended;
    },
  };
}

function startRun(context: BatchRunnerContext, batch: BatchRow, operator: SignedIn, fromPlace: number): Run {
  const { inTransaction } = context;
  /** Places in the order that they were handed to the thread: those without a statement are not among them. */
  const handed: number[] = [];
  let [isStopped, isClosing] = [false, false];

  async function* statements(): AsyncGenerator<IssuedStatement> {
    for (let next = fromPlace; ; ) {
      const places = inTransaction((tx) => listBatchPlaces(tx, batch.batch, next, PAGE_PLACES));
      for (const place of places) {
        // Lets the till's commands in.
        await nextTurn();
        if (isStopped) return;
        const issued = inTransaction((tx) => recordPlace(context, tx, batch, operator, place));
        if (issued === null) continue;
        handed.push(place.place);
        yield issued;
      }
      const last = places.at(-1);
      if (last === undefined) return;
      next = last.place + 1;
    }
  }

  const keepFile = (file: StatementFile) => {
    const first = handed[file.firstNumber - fromPlace];
    const last = handed[file.firstNumber - fromPlace + file.households - 1];
    if (first === undefined || last === undefined) return;
    inTransaction((tx) => {
      insertBatchFile(tx, batch.batch, { ...file, firstPlace: first, lastPlace: last });
      if (file.households > 1) context.onFile(tx);
    });
  };

  const drawing: StatementBatchRun = runStatementBatch(
    {
      folder: batch.folder,
      filePrefix: `estratti-${FILE_WORDS[batch.wanted.purse]}`,
      householdsPerFile: batch.wanted.householdsPerFile,
      isDuplex: batch.wanted.isDuplex,
      createdAt: batch.startedAt,
      firstNumber: fromPlace,
    },
    statements(),
    {
      onDrawn: (households) => context.onProgress(fromPlace - 1 + households, batch.total),
      onFile: keepFile,
    },
  );

  const end = (result: StatementBatchResult) => {
    if (isClosing) return;
    inTransaction((tx) => {
      if (result.ok) setBatchState(tx, batch.batch, 'done', null);
      else if (result.error.type === 'StatementsCancelled') setBatchState(tx, batch.batch, 'cancelled', null);
      else setBatchState(tx, batch.batch, 'failed', result.error.code);
      context.onEnd(tx);
    });
  };
  const fail = (error: unknown) => {
    context.onBug(error);
    if (isClosing) return;
    inTransaction((tx) => {
      setBatchState(tx, batch.batch, 'failed', 'bug');
      context.onEnd(tx);
    });
  };
  return {
    batchId: batch.batchId,
    stop: (closing) => {
      [isStopped, isClosing] = [true, closing];
      drawing.cancel();
    },
    ended: drawing.result.then(end).catch(fail),
  };
}

/** The statement of a place: from the record where it has one, else recorded now. Null where there is none to print. */
function recordPlace(
  context: BatchRunnerContext,
  tx: Tx,
  batch: BatchRow,
  operator: SignedIn,
  { place, householdId, statementId }: BatchPlace,
): IssuedStatement | null {
  const issued =
    findStatementParts(tx, statementId) === null
      ? recordNew(context, tx, batch, operator, { householdId, statementId })
      : takeOutStatement(context, tx, operator, statementId);
  setBatchOutcome(tx, batch.batch, place, issued.ok ? 'recorded' : 'skipped');
  return issued.ok ? issued.value : null;
}

function recordNew(
  context: BatchRunnerContext,
  tx: Tx,
  { wanted }: BatchRow,
  operator: SignedIn,
  { householdId, statementId }: Pick<BatchPlace, 'householdId' | 'statementId'>,
) {
  const household = findHousehold(tx, householdId);
  // Erased since the batch was decided.
  if (household === null) return { ok: false } as const;
  const { purse, from, to } = wanted;
  const request = { statementId, operator, purse, from, to, language: undefined };
  const issued = recordStatement(context, tx, household, request);
  if (!issued.ok) return { ok: false } as const;
  logAccess(tx, {
    readAt: context.now(),
    operatorId: operator.operatorId,
    action: 'statement.printed',
    subject: `household:${householdId}`,
  });
  return ok(issued.value);
}
