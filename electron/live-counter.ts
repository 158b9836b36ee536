import { accessSync, constants, existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { contract } from '../shared/contract/contract.ts';
import type { StartFailure } from '../shared/contract/start-failure.ts';
import { deviceIdSchema } from '../shared/domain/ids.ts';
import { err, ok, type Result } from '../shared/domain/result.ts';
import { createBusinessCalendar } from './business-calendar.ts';
import type { CounterEnvironment } from './counter.ts';
import { createCheckpointer } from './database/checkpoint.ts';
import { openHeadLog } from './database/head-log.ts';
import { lockFolder } from './database/instance-lock.ts';
import { createRecorder, findOwnHead, startChain } from './database/log.ts';
import { findNetwork, findPrinter } from './database/network.ts';
import { DATABASE_FILE, isDiskFull, type OpenFailure, openDatabase } from './database/open.ts';
import { createPrintQueue, type PrintQueue } from './devices/print-queue.ts';
import { printReceipt } from './devices/printer.ts';
import { readKey, type StoredKey, storeKey } from './keys/key-store.ts';
import { type Logs, openLogs } from './logs.ts';
import { checkRecoveryCode, createNetworkServices } from './network-services.ts';
import { createRouter, type Invoke } from './router.ts';
import { createCardsService } from './services/cards.ts';
import { createCatalogueService } from './services/catalogue.ts';
import { createEntitlementsService } from './services/entitlements.ts';
import { createHouseholdsService } from './services/households.ts';
import { createSchemesService } from './services/schemes.ts';
import type { ServiceContext } from './services/service-context.ts';
import { createSessionService } from './services/session.ts';
import { createTillService } from './services/till.ts';

const IDLE_CHECK_MS = 10_000;
/** What a receipt on the wire is given to come out when the program ends. */
const PRINTER_END_MS = 2000;

/** A counter whose database is open. */
export type LiveCounter = {
  readonly phase: () => 'setup' | 'ready';
  readonly invoke: Invoke;
  readonly context: ServiceContext;
  readonly logs: Logs;
  /** Says what the newest operation is, outside the database: for those who record on a clock of their own. */
  readonly appendHead: Parameters<typeof createRecorder>[0]['appendHead'];
  /** Locks the windows where nothing was touched for too long; called by a timer of its own. */
  readonly lockIdle: () => void;
  readonly close: () => Promise<void>;
};

/** Takes the folder, its key and its database, proves them, and builds the services over them. */
export async function openLiveCounter(
  environment: CounterEnvironment,
): Promise<Result<LiveCounter, StartFailure>> {
  const { dataFolder } = environment;
  const prepared = prepareFolder(dataFolder);
  if (!prepared.ok) return prepared;
  const lock = lockFolder(dataFolder);
  if (lock === null) return err({ type: 'AlreadyRunning' });
  const logs = openLogs(dataFolder);
  const failWith = async (failure: StartFailure) => {
    logs.warn('start refused', { failure: failure.type });
    await logs.close();
    lock.release();
    return err(failure);
  };

  const key = await takeKey(environment);
  if (!key.ok) return failWith(key.error);
  const checkpointer = createCheckpointer();
  const opened = openDatabase({
    folder: dataFolder,
    keyHex: key.value.keyHex,
    onSlowQuery: (query, elapsedMs) => logs.warn('slow query', { query, elapsedMs }),
    onCommit: () => checkpointer.schedule(),
    backUpBeforeMigration: () => undefined,
  });
  if (!opened.ok) return failWith(toStartFailure(opened.error));
  const { raw } = opened.value;
  checkpointer.attach(raw);
  const headLog = openHeadLog(dataFolder, (error) => logs.incident('head log not written', error));
  const live = compose(environment, opened.value, headLog.append, logs, key.value);
  const idleTimer = setInterval(live.lockIdle, IDLE_CHECK_MS);
  idleTimer.unref();
  live.printQueue.start();
  return ok({
    ...live,
    close: async () => {
      clearInterval(idleTimer);
      await live.printQueue.close(PRINTER_END_MS);
      checkpointer.close();
      raw.close();
      headLog.close();
      await logs.close();
      lock.release();
    },
  });
}

type Opened = Extract<ReturnType<typeof openDatabase>, { ok: true }>['value'];

function compose(
  environment: CounterEnvironment,
  { db, inTransaction }: Opened,
  appendHead: Parameters<typeof createRecorder>[0]['appendHead'],
  logs: Logs,
  key: StoredKey,
): Omit<LiveCounter, 'close'> & { readonly printQueue: PrintQueue } {
  const { now, newId, randomBytes, announce } = environment;
  const calendar = createBusinessCalendar(now);
  const record = createRecorder({ now, newSalt: () => randomBytes(32).toString('hex'), appendHead });
  const printQueue = createPrintQueue({
    db,
    inTransaction,
    now,
    findPrinter: (printerId) => findPrinter(db, printerId),
    print: (printer, receipt, signal) => printReceipt(printer, receipt, undefined, signal),
    onChange: () => announce({ type: 'changed', topics: ['printing'] }),
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
      announce(event);
    },
    today: calendar.today,
    wakePrinter: printQueue.wake,
  };
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
  const till = createTillService(context);
  const network = createNetworkServices({ context, dataFolder: environment.dataFolder, key });
  const phase = () => (findNetwork(db) === null ? 'setup' : 'ready');
  const invoke = createRouter({
    contract,
    handlers: {
      ...session.handlers,
      ...createHouseholdsService(context).handlers,
      ...createCardsService(context).handlers,
      ...createCatalogueService(context).handlers,
      ...createEntitlementsService(context).handlers,
      ...createSchemesService(context).handlers,
      ...network.handlers,
      ...till.handlers,
    },
    phase,
    isActive: environment.isActive,
    isDiskFull,
    onRefused: (command, failure, { operator }) =>
      logs.warn('refused', {
        command,
        failure: failure.type,
        ...(operator === null ? {} : { operatorId: operator.operatorId }),
      }),
    onIncident: (command, error) => logs.incident(`command failed: ${command}`, error),
  });
  return { phase, invoke, context, logs, appendHead, printQueue, lockIdle: session.lockIdle };
}

function prepareFolder(folder: string): Result<null, StartFailure> {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    accessSync(folder, constants.W_OK | constants.X_OK);
    return ok(null);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null;
    if (code === 'EACCES' || code === 'EROFS' || code === 'EPERM') return err({ type: 'FolderReadOnly' });
    if (code === 'ENOSPC') return err({ type: 'DiskFull' });
    throw error;
  }
}

/** The key of an existing database, or a new one where there is no database yet. */
async function takeKey({
  dataFolder,
  keychain,
  randomBytes,
}: CounterEnvironment): Promise<Result<StoredKey, StartFailure>> {
  if (existsSync(join(dataFolder, DATABASE_FILE))) return readKey(dataFolder, keychain);
  const kept = await readKey(dataFolder, keychain);
  // A key without a database: the start before was cut between the two. It is as good as a new one.
  if (kept.ok) return kept;
  return ok(await storeKey(dataFolder, randomBytes(32), keychain));
}

function toStartFailure(failure: OpenFailure): StartFailure {
  switch (failure.type) {
    case 'Unreadable':
      // The key file's own check has passed, so it is the database that is damaged.
      return { type: 'Corrupt' };
    case 'ChainBroken':
      return { type: 'ChainBroken', seq: failure.fault.seq };
    case 'HeadDiffers':
      return { type: 'ChainBroken', seq: failure.seq };
    default:
      return failure;
  }
}
