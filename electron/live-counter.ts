import { uptime } from 'node:os';
import { join } from 'node:path';
import { contract } from '../shared/contract/contract.ts';
import type { StartFailure } from '../shared/contract/start-failure.ts';
import { believableDay } from '../shared/domain/believable-day.ts';
import { deviceIdSchema, type HouseholdId } from '../shared/domain/ids.ts';
import { err, ok, type Result } from '../shared/domain/result.ts';
import { createAllowanceRun } from './allowances/allowance-run.ts';
import { createDailyAllowances, type DailyAllowances } from './allowances/daily-allowances.ts';
import type { BackupKeeper } from './backup-keeper.ts';
import { createBackups } from './backups.ts';
import { createBusinessCalendar } from './business-calendar.ts';
import { closeEach } from './close-each.ts';
import type { CounterEnvironment } from './counter.ts';
import { findA4PrinterChoice } from './database/a4-printer-choice.ts';
import { registerOfData } from './database/erasure-register.ts';
import { createSalts } from './database/hashing.ts';
import { createRecorder, findOwnHead, startChain } from './database/log.ts';
import { findNetwork, findOwnSite, findPrinter } from './database/network.ts';
import { isDiskFull } from './database/open.ts';
import { isOutOfDate, setOutOfDate } from './database/out-of-date.ts';
import { runMaintenance } from './database/run-maintenance.ts';
import { createPaperDoor, openA4System } from './devices/a4-printer.ts';
import { encodePicturedPaperInThread } from './devices/encode-pictured-paper-in-thread.ts';
import { createPrintQueue, type PrintQueue } from './devices/print-queue.ts';
import { createRollPrinter } from './devices/printer.ts';
import { drawCardsInThread } from './documents/draw-cards-in-thread.ts';
import { drawDayListInThread } from './documents/draw-day-list-in-thread.ts';
import { drawStatementInThread } from './documents/draw-statement-in-thread.ts';
import { writeMovementsInThread } from './documents/write-movements-in-thread.ts';
import {
  createRegisterKeeper,
  listMissingErasures,
  type RegisterOptions,
  settleErasures,
} from './households/erase-household.ts';
import { createRegisterBeside, type RegisterBeside } from './households/register-beside.ts';
import { createMissedSearch } from './households/search-missed.ts';
import { checkOf } from './keys/key-store.ts';
import type { Logs } from './logs.ts';
import { checkRecoveryCode, createNetworkServices } from './network-services.ts';
import { folderFailureOf, type OpenFolder, openFolder } from './open-folder.ts';
import { putDataAside } from './put-data-aside.ts';
import { createRouter, type Invoke } from './router.ts';
import { createAllowancesService } from './services/allowances.ts';
import { createCardsService } from './services/cards.ts';
import { createCatalogueService } from './services/catalogue.ts';
import { createCreditService } from './services/credit.ts';
import { createEntitlementsService } from './services/entitlements.ts';
import { createErasureService } from './services/erasure.ts';
import { createFilesToDestroyService } from './services/files-to-destroy.ts';
import { createHouseholdImportService } from './services/household-import.ts';
import { createHouseholdsService } from './services/households.ts';
import { createHubNetworkService } from './services/hub-network.ts';
import { createLaundryService } from './services/laundry.ts';
import { createLaundryBookingsService } from './services/laundry-bookings.ts';
import { createLaundryFiguresService } from './services/laundry-figures.ts';
import { createLaundrySetupService } from './services/laundry-setup.ts';
import { createMergesService } from './services/merges.ts';
import { createOutOfDateService } from './services/out-of-date.ts';
import { createPapersService } from './services/papers.ts';
import { createPrintingService } from './services/printing.ts';
import { createRegistersService } from './services/registers.ts';
import { createRetentionService } from './services/retention.ts';
import { createSalesService } from './services/sales.ts';
import { createSchemesService } from './services/schemes.ts';
import type { ServiceContext } from './services/service-context.ts';
import { createSessionService } from './services/session.ts';
import { createStartOverService } from './services/start-over.ts';
import { createStatementBatchesService } from './services/statement-batches.ts';
import { createStatementsService } from './services/statements.ts';
import { createSyncService } from './services/sync.ts';
import { createTillService } from './services/till.ts';
import { createEntryDesk, type EntryDesk } from './sync/entry-desk.ts';
import { isWrittenAsMember } from './sync/going-on.ts';
import { openSyncDesk } from './sync/open-sync-desk.ts';
import { comeUpToDate } from './sync/out-of-date.ts';
import type { SyncDesk } from './sync/sync-desk-types.ts';
import { openSyncLine } from './sync/sync-line.ts';

const IDLE_CHECK_MS = 10_000;
/** How late the end of a wash may be noticed. */
const LAUNDRY_TICK_MS = 5000;
/** What a receipt on the wire is given to come out when the program ends. */
const PRINTER_END_MS = 2000;

/** A counter whose database is open. */
export type LiveCounter = {
  readonly phase: () => 'setup' | 'outOfDate' | 'ready';
  readonly invoke: Invoke;
  readonly context: ServiceContext;
  readonly logs: Logs;
  /** Says what the newest operation is, outside the database: for those who record on a clock of their own. */
  readonly appendHead: Parameters<typeof createRecorder>[0]['appendHead'];
  /** Locks the windows where nothing was touched for too long; called by a timer of its own. */
  readonly lockIdle: () => void;
  readonly backupKeeper: BackupKeeper;
  readonly close: () => Promise<void>;
};

/** Takes the folder, its key and its database, proves them, and builds the services over them. */
export async function openLiveCounter(
  environment: CounterEnvironment,
): Promise<Result<LiveCounter, StartFailure>> {
  const opened = await openFolder(environment);
  if (!opened.ok) return opened;
  const folder = opened.value;
  let { close } = folder;
  try {
    const beside = createRegisterBeside(
      environment.dataFolder,
      checkOf(Buffer.from(folder.key.keyHex, 'hex')),
    );
    const erasedBeside = await beside.read().catch((error: unknown) => {
      folder.logs.incident('register of erasures', error);
      return null;
    });
    const live = compose(environment, folder, beside, erasedBeside ?? []);
    const idleTimer = setInterval(live.lockIdle, IDLE_CHECK_MS);
    idleTimer.unref();
    const laundryTimer = setInterval(live.tickLaundry, LAUNDRY_TICK_MS);
    laundryTimer.unref();
    close = async () => {
      clearInterval(idleTimer);
      clearInterval(laundryTimer);
      await closeEach(
        [
          live.entry.close,
          live.desk.close,
          live.allowances.close,
          live.closeSearch,
          live.closeStatementBatches,
          () => live.printQueue.close(PRINTER_END_MS),
          live.backupKeeper.close,
          // Last: what the others have still to write goes into it.
          folder.close,
        ],
        (error) => live.logs.incident('end', error),
      );
    };
    live.printQueue.start();
    live.backupKeeper.start();
    live.allowances.start();
    live.desk.start();
    live.searchMissed();
    return ok({ ...live, close });
  } catch (error) {
    // A start may have to write, as an erasure that a restored backup does not know of: a full disk refuses it like one of before.
    folder.noteFailure(error);
    await close();
    const failure = folderFailureOf(error);
    if (failure === null) throw error;
    return err(failure);
  }
}

function compose(
  environment: CounterEnvironment,
  folder: OpenFolder,
  beside: RegisterBeside,
  erasedBeside: readonly HouseholdId[],
): Omit<LiveCounter, 'close'> & {
  readonly printQueue: PrintQueue;
  readonly tickLaundry: () => void;
  readonly searchMissed: () => void;
  readonly closeSearch: () => Promise<void>;
  readonly closeStatementBatches: () => Promise<void>;
  readonly allowances: DailyAllowances;
  readonly desk: SyncDesk;
  readonly entry: EntryDesk;
} {
  const { db, inTransaction } = folder.database;
  const { logs, key } = folder;
  const appendHead: LiveCounter['appendHead'] = (deviceId, seq, hash) => {
    folder.headLog.append(deviceId, seq, hash);
    recorded(seq);
  };
  const { now, newId, randomBytes, announce } = environment;
  let recorded: (headSeq: number) => void = () => undefined;
  const calendar = createBusinessCalendar(now);
  const record = createRecorder({ now, newSalt: createSalts(randomBytes), appendHead });
  const print = createRollPrinter(async (blocks, printer) => {
    try {
      return await encodePicturedPaperInThread(blocks, printer);
    } catch (error) {
      logs.incident('drawing of a receipt', error);
      return null;
    }
  });
  const printQueue = createPrintQueue({
    db,
    inTransaction,
    now,
    findPrinter: (printerId) => findPrinter(db, printerId),
    print,
    // What became of its paper is shown beside a sale too.
    onChange: () => announce({ type: 'changed', topics: ['printing', 'sales'] }),
    onBug: (error) => logs.incident('print queue', error),
  });
  const context: ServiceContext = {
    db,
    inTransaction,
    record,
    now,
    newId,
    randomBytes,
    // Categories, limits and rules are kept in memory by the till: whatever changes them says so.
    announce: (event) => {
      if (event.type === 'changed' && event.topics.includes('catalogue')) till.forgetReference();
      if (event.type === 'changed' && event.topics.includes('erasure')) searchMissed();
      announce(event);
    },
    today: calendar.today,
    wakePrinter: printQueue.wake,
    askHub: (question, take) => desk.askHub(question, take),
  };
  // What a restored backup does not know of yet is erased again before anybody can look at it.
  const { dataFolder } = environment;
  const registers: RegisterOptions = {
    own: registerOfData(dataFolder),
    besideBackups: erasedBeside,
    keepBeside: beside.keep,
    onBug: (error) => logs.incident('register of erasures', error),
  };
  const missed = createMissedSearch({ db, inTransaction, uptimeMs: () => performance.now() });
  const searchMissed = () =>
    void missed.finish().catch((error: unknown) => {
      folder.noteFailure(error);
      logs.incident('search for what an erasure missed', error);
    });
  const keepRegisters = createRegisterKeeper(db, registers);
  const settleKnownErasures = () => {
    const again = settleErasures(context, registers);
    if (again > 0) logs.info('erasures ordered again', { households: again });
  };
  if (findNetwork(db) !== null) {
    // Written before the hub was asked, where it may have more of this very chain, they would part it in two.
    const isPutBack = isWrittenAsMember(db) && listMissingErasures(db, registers).length > 0;
    if (isPutBack) inTransaction(setOutOfDate);
    else settleKnownErasures();
  }
  if (findOwnHead(db) === null) inTransaction((tx) => startChain(tx, deviceIdSchema.parse(newId())));

  const session = createSessionService({
    context,
    calendar,
    keyProtection: key.protection,
    takeOver: environment.takeOver,
    isActive: environment.isActive,
    sessions: environment.sessions,
    checkRecoveryCode: (code) => checkRecoveryCode(environment.dataFolder, code),
    onScreenIncident: logs.screenIncident,
  });
  const a4System = openA4System();
  const paperDoor = createPaperDoor(() => findA4PrinterChoice(db), a4System);
  const statementBatches = createStatementBatchesService(context, {
    documentsFolder: join(environment.dataFolder, 'documents'),
    paperDoor,
    onBug: (error) => logs.incident('statement batch', error),
  });
  const allowanceRun = createAllowanceRun({
    ...context,
    onBug: (error) => {
      folder.noteFailure(error);
      logs.incident('allowances', error);
    },
  });
  const till = createTillService(context);
  const laundry = createLaundryService(context, { uptimeMs: () => uptime() * 1000 });
  const network = createNetworkServices({ context, dataFolder: environment.dataFolder, key, print });
  const phase = () => {
    if (findNetwork(db) === null || findOwnSite(db) === null) return 'setup';
    return isOutOfDate(db) ? 'outOfDate' : 'ready';
  };
  const allowances = createDailyAllowances(allowanceRun, {
    // Points of a month that the clock only pretends would be given for good.
    today: () => {
      const today = calendar.today();
      const lastOn = findOwnHead(db)?.lastBusinessOn ?? null;
      return calendar.isConfirmed() || believableDay(now(), lastOn) === today ? today : null;
    },
    findSiteId: () => findOwnSite(db)?.siteId ?? null,
  });
  const desk = openSyncDesk(context, folder, {
    onChange: (topics) => {
      if (topics.includes('entitlements') || topics.includes('schemes')) allowances.lookAgain();
      if (topics.includes('erasure')) void keepRegisters();
    },
    onCaughtUp: () => {
      comeUpToDate(context, settleKnownErasures);
      laundry.answerRequests();
    },
    withdraw: (change) =>
      environment.withdrawAfter((onProgress) =>
        runMaintenance('withdrawStreams', { folder: dataFolder, keyHex: key.keyHex, change }, onProgress),
      ),
  });
  recorded = desk.recorded;
  const entry = createEntryDesk(context, {
    openLine: openSyncLine,
    onBug: (error) => logs.incident('entry into a network', error),
    onEntered: () => {
      desk.start();
      announce({ type: 'changed', topics: ['sync', 'setup', 'catalogue'] });
      announce({ type: 'sessionChanged' });
    },
  });
  const sync = createSyncService(context, desk, entry, network.isRecoveryConfirmed);
  const backups = createBackups(environment, folder, context, beside, () => phase() !== 'setup');
  const invoke = createRouter({
    contract,
    handlers: {
      ...session.handlers,
      ...createHouseholdImportService(context).handlers,
      ...createHouseholdsService(context).handlers,
      ...createCardsService(context, { draw: drawCardsInThread, paperDoor }).handlers,
      ...createCreditService(context).handlers,
      ...createCatalogueService(context).handlers,
      ...createEntitlementsService(context).handlers,
      ...createRegistersService(context).handlers,
      ...createMergesService(context).handlers,
      ...createErasureService(context, {
        ...registers,
        findLine: () => desk.line(),
        searchMissed: missed.finish,
      }).handlers,
      ...createFilesToDestroyService(context).handlers,
      ...createRetentionService(context, registers).handlers,
      ...createSchemesService(context).handlers,
      ...createAllowancesService(allowanceRun).handlers,
      ...network.handlers,
      ...sync.handlers,
      ...createStartOverService(desk, () => {
        logs.info('all data are put aside');
        return putDataAside(environment);
      }).handlers,
      ...createOutOfDateService(context, desk, {
        settleErasures: settleKnownErasures,
        checkRecoveryCode: (code) => checkRecoveryCode(environment.dataFolder, code),
      }).handlers,
      ...createHubNetworkService(context, desk).handlers,
      ...backups.handlers,
      ...till.handlers,
      ...laundry.handlers,
      ...createLaundryBookingsService(context, { draw: drawDayListInThread, paperDoor }).handlers,
      ...createLaundryFiguresService(context).handlers,
      ...createLaundrySetupService(context).handlers,
      ...createSalesService(context).handlers,
      ...createPrintingService(context, printQueue).handlers,
      ...createPapersService(context, a4System).handlers,
      ...createStatementsService(context, {
        draw: drawStatementInThread,
        writeMovements: writeMovementsInThread,
        paperDoor,
      }).handlers,
      ...statementBatches.handlers,
    },
    phase,
    isActive: environment.isActive,
    refreshOperator: session.refreshOperator,
    isDiskFull,
    onRefused: (command, failure, { operator }) =>
      logs.warn('refused', {
        command,
        failure: failure.type,
        ...(operator === null ? {} : { operatorId: operator.operatorId }),
      }),
    onIncident: (command, error) => {
      folder.noteFailure(error);
      return logs.incident(`command failed: ${command}`, error);
    },
  });
  return {
    phase,
    invoke,
    context,
    logs,
    appendHead,
    printQueue,
    searchMissed,
    closeSearch: missed.close,
    closeStatementBatches: statementBatches.close,
    tickLaundry: () => {
      try {
        if (desk.mayWriteUnasked()) laundry.tick();
      } catch (error) {
        folder.noteFailure(error);
        logs.incident('laundry', error);
      }
    },
    allowances,
    desk,
    entry,
    backupKeeper: backups.keeper,
    lockIdle: session.lockIdle,
  };
}
