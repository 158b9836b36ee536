import { mkdir, readFile, rm, stat } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import {
  MOST_BATCH_HOUSEHOLDS,
  type StatementBatchRow,
  type StatementBatchState,
  type statementBatchesContract,
  type WantedStatements,
} from '../../shared/contract/statement-batches-contract.ts';
import { type OperationId, operationIdSchema } from '../../shared/domain/ids.ts';
import { localDateAt } from '../../shared/domain/local-date.ts';
import { assert, err, ok, type Result } from '../../shared/domain/result.ts';
import type { StatementPeriodError } from '../../shared/domain/statement.ts';
import { type AccessAction, logAccess } from '../database/access-log.ts';
import { reachFolder } from '../database/reach-folder.ts';
import {
  type BatchCandidate,
  type BatchRow,
  findBatch,
  findNextPlace,
  insertBatch,
  isWanted,
  listBatchCandidates,
  listBatches,
  listBatchFiles,
  listBatchHouseholds,
  setBatchState,
} from '../database/statement-batches.ts';
import type { PaperDoor } from '../devices/a4-printer.ts';
import type { Handlers } from '../handlers.ts';
import type { SignedIn } from '../session.ts';
import { createBatchRunner } from '../statements/batch-runner.ts';
import { lookInto } from '../statements/file-place.ts';
import type { ServiceContext } from './service-context.ts';

const LISTED_BATCHES = 200;
/** Looked at before the till's commands are let in. */
const LOOKED_AT_ONCE = 25;
/** As one answer crosses to the window. */
const MOST_FILE_BYTES = 24 * 1024 * 1024;
const PROGRESS_MS = 200;

export type StatementBatchOptions = {
  /** Where batches go unless somebody says otherwise. Made when it is needed. */
  readonly documentsFolder: string;
  readonly paperDoor: PaperDoor;
  readonly onBug: (error: unknown) => void;
};

/** Statements of many households: chosen, counted, recorded one by one and drawn in a thread. */
export function createStatementBatchesService(
  context: ServiceContext,
  { documentsFolder, paperDoor, onBug }: StatementBatchOptions,
): { handlers: Handlers<typeof statementBatchesContract>; close: () => Promise<void> } {
  const { db, inTransaction, announce, now, today } = context;
  let lastProgressAt = 0;
  const changed = () => announce({ type: 'changed', topics: ['statementBatches'] });
  /** Between the question whether one runs and the answer that one does. */
  let isStarting = false;
  const runner = createBatchRunner({
    ...context,
    onProgress: (done, total) => {
      if (now() - lastProgressAt < PROGRESS_MS && done < total) return;
      lastProgressAt = now();
      announce({ type: 'progress', task: 'statement-batch', done, total });
    },
    onFile: (tx) => tx.afterCommit(changed),
    onEnd: (tx) => {
      // After the runner knows it too.
      tx.afterCommit(() =>
        setImmediate(() =>
          announce({ type: 'changed', topics: ['statementBatches', 'statements', 'households'] }),
        ),
      );
    },
    onBug,
  });
  const isBusy = () => isStarting || runner.running() !== null;
  const toRow = (batch: BatchRow): StatementBatchRow => ({
    batchId: batch.batchId,
    startedAt: batch.startedAt,
    startedBy: batch.operatorName ?? '?',
    wanted: batch.wanted,
    state: stateOf(batch, runner.running()),
    total: batch.total,
    recorded: batch.recorded,
    skipped: batch.skipped,
  });
  /** In the order of the papers: by surname. */
  const choose = async (wanted: WantedStatements): Promise<BatchCandidate[]> => {
    const chosen: BatchCandidate[] = [];
    for (const [index, candidate] of listBatchCandidates(db, wanted.siteId).entries()) {
      if (index % LOOKED_AT_ONCE === 0) await nextTurn();
      if (isWanted(db, candidate, wanted, today())) chosen.push(candidate);
    }
    return chosen.sort(bySurname);
  };
  const periodError = ({ from, to }: WantedStatements): StatementPeriodError | null => {
    if (from > to) return { type: 'PeriodReversed', from, to };
    return from > today() ? { type: 'PeriodInFuture', from, today: today() } : null;
  };

  const handlers: Handlers<typeof statementBatchesContract> = {
    'statementBatches.count': async (_caller, wanted) => {
      const error = periodError(wanted);
      return error === null ? ok({ households: (await choose(wanted)).length }) : err(error);
    },
    'statementBatches.start': async ({ operator }, { batchId, wanted, folder }) => {
      const before = findBatch(db, batchId);
      if (before !== null) return ok({ households: before.total }); // F9 was pressed twice
      const error = periodError(wanted);
      if (error !== null) return err(error);
      if (isBusy()) return err({ type: 'StatementBatchRunning' });
      isStarting = true;
      try {
        const chosen = await choose(wanted);
        if (chosen.length === 0) return err({ type: 'NoStatements' });
        if (chosen.length > MOST_BATCH_HOUSEHOLDS) {
          return err({ type: 'TooManyStatements', most: MOST_BATCH_HOUSEHOLDS });
        }
        const made = await makeFolder(folder, documentsFolder, folderNameOf(now(), batchId));
        if (!made.ok) return made;
        const signedIn = operator();
        const households = chosen.map(({ householdId }) => ({
          householdId,
          statementId: operationIdSchema.parse(context.newId()),
        }));
        const { operatorId } = signedIn;
        inTransaction((tx) =>
          insertBatch(tx, { batchId, startedAt: now(), operatorId, wanted, folder: made.value, households }),
        );
        const batch = findBatch(db, batchId);
        if (batch !== null) runner.run(batch, signedIn, 1);
        changed();
        return ok({ households: households.length });
      } finally {
        isStarting = false;
      }
    },
    'statementBatches.cancel': async (_caller, { batchId }) => {
      if (findBatch(db, batchId) === null) return err({ type: 'StatementBatchUnknown' });
      await runner.cancel(batchId);
      return ok(null);
    },
    'statementBatches.resume': async ({ operator }, { batchId, fromPlace }) => {
      const batch = findBatch(db, batchId);
      if (batch === null) return err({ type: 'StatementBatchUnknown' });
      if (isBusy()) return err({ type: 'StatementBatchRunning' });
      const place = fromPlace ?? findNextPlace(db, batch.batch);
      if (place === null || place > batch.total) return err({ type: 'NoStatements' });
      isStarting = true;
      try {
        const folder = await checkFolder(batch.folder, documentsFolder);
        if (!folder.ok) {
          const { type } = folder.error;
          return err({ type: type === 'FolderMissing' ? 'FolderAway' : type });
        }
        inTransaction((tx) => setBatchState(tx, batch.batch, 'running', null));
        runner.run(batch, operator(), place);
        changed();
        return ok({ fromPlace: place });
      } finally {
        isStarting = false;
      }
    },
    'statementBatches.list': () => ok(listBatches(db, LISTED_BATCHES).map(toRow)),
    'statementBatches.view': async ({ operator }, { batchId }) => {
      const folder = findBatch(db, batchId)?.folder;
      if (folder === undefined) return err({ type: 'StatementBatchUnknown' });
      noteBatch(context, operator(), 'statement.read', batchId);
      const placeOf = await lookInto(folder);
      // As it is now: it may have come to its end while the folder was looked into.
      const batch = findBatch(db, batchId);
      assert(batch !== null, 'a batch is never deleted');
      const files = listBatchFiles(db, batch.batch);
      return ok({
        ...toRow(batch),
        folder: batch.folder,
        nextPlace: findNextPlace(db, batch.batch),
        failureCode: batch.failureCode,
        files: files.map(({ households: _, ...file }) => ({
          ...file,
          place: placeOf(file.fileName),
        })),
        households: listBatchHouseholds(db, batch.batch),
      });
    },
    ...fileHandlers(context, paperDoor),
  };
  return { handlers, close: runner.close };
}

/** Whose names are in a batch is written in it: one reading of all of them. */
const noteBatch = (
  { inTransaction, now }: ServiceContext,
  { operatorId }: SignedIn,
  action: AccessAction,
  batchId: OperationId,
) =>
  inTransaction((tx) =>
    logAccess(tx, { readAt: now(), operatorId, action, subject: `statement-batch:${batchId}` }),
  );

/** The finished files of a batch: opened, printed, and removed once the papers are out. */
function fileHandlers(
  context: ServiceContext,
  paperDoor: PaperDoor,
): Pick<
  Handlers<typeof statementBatchesContract>,
  'statementBatches.open' | 'statementBatches.print' | 'statementBatches.removeFiles'
> {
  const { db, announce } = context;
  const findFile = async (batchId: OperationId, fileName: string): Promise<Result<string, FileError>> => {
    const batch = findBatch(db, batchId);
    if (batch === null) return err({ type: 'StatementBatchUnknown' });
    const isOfBatch = listBatchFiles(db, batch.batch).some((file) => file.fileName === fileName);
    const place = isOfBatch ? (await lookInto(batch.folder))(fileName) : 'gone';
    if (place === 'folderAway') return err({ type: 'FolderAway' });
    return place === 'there' ? ok(join(batch.folder, fileName)) : err({ type: 'StatementFileMissing' });
  };
  return {
    'statementBatches.open': async ({ operator }, { batchId, fileName }) => {
      const found = await findFile(batchId, fileName);
      if (!found.ok) return found;
      noteBatch(context, operator(), 'statement.printed', batchId);
      const { size } = await stat(found.value);
      if (size > MOST_FILE_BYTES) return err({ type: 'StatementFileTooLarge' });
      return ok({ pdfBase64: (await readFile(found.value)).toString('base64') });
    },
    'statementBatches.print': async ({ operator }, { batchId, fileName }) => {
      const found = await findFile(batchId, fileName);
      if (!found.ok) return found;
      noteBatch(context, operator(), 'statement.printed', batchId);
      const isDuplex = findBatch(db, batchId)?.wanted.isDuplex === true;
      return paperDoor.printFile(found.value, { title: fileName, isDuplex });
    },
    'statementBatches.removeFiles': async (_caller, { batchId }) => {
      const batch = findBatch(db, batchId);
      if (batch === null) return err({ type: 'StatementBatchUnknown' });
      const placeOf = await lookInto(batch.folder);
      const files = listBatchFiles(db, batch.batch);
      if (files.some(({ fileName }) => placeOf(fileName) === 'folderAway'))
        return err({ type: 'FolderAway' });
      const there = files.filter(({ fileName }) => placeOf(fileName) === 'there');
      for (const { fileName } of there) await rm(join(batch.folder, fileName), { force: true });
      announce({ type: 'changed', topics: ['statementBatches'] });
      return ok({ removed: there.length });
    },
  };
}

type FileError =
  | { type: 'StatementBatchUnknown' }
  | { type: 'StatementFileMissing' }
  | { type: 'FolderAway' };

function stateOf({ state, batchId }: BatchRow, running: OperationId | null): StatementBatchState {
  if (running === batchId) return 'running';
  return state === 'running' ? 'interrupted' : state;
}

const surnames = new Intl.Collator('it', { sensitivity: 'base' });
const bySurname = (a: BatchCandidate, b: BatchCandidate): number =>
  surnames.compare(a.displayName, b.displayName) || (a.householdId < b.householdId ? -1 : 1);

/** `2026-11-22-0f3a`: of the day, and of the batch where there are two of a day. */
const folderNameOf = (nowMs: number, batchId: OperationId): string =>
  `estratti-conto-${localDateAt(nowMs)}-${batchId.slice(-4)}`;

type FolderError = { type: 'FolderMissing' } | { type: 'FolderReadOnly' };

/** A folder of its own for each batch, that only this user may look into. */
async function makeFolder(
  chosen: string | null,
  documentsFolder: string,
  name: string,
): Promise<Result<string, FolderError>> {
  const parent = chosen ?? documentsFolder;
  const checked = await checkFolder(parent, documentsFolder);
  if (!checked.ok) return checked;
  const folder = join(parent, name);
  try {
    await mkdir(folder, { mode: 0o700, recursive: true });
    return ok(folder);
  } catch {
    return err({ type: 'FolderReadOnly' });
  }
}

/** The documents folder of the data folder is made where it is not; another has to be there. */
async function checkFolder(folder: string, documentsFolder: string): Promise<Result<null, FolderError>> {
  if (!isAbsolute(folder)) return err({ type: 'FolderMissing' });
  if (folder === documentsFolder) await mkdir(folder, { mode: 0o700, recursive: true });
  const failure = await reachFolder(folder, 'findFolderFailure', folder);
  if (!failure.ok) return failure;
  return failure.value === null ? ok(null) : err({ type: failure.value });
}
