import { join } from 'node:path';
import packageJson from '../package.json' with { type: 'json' };
import type { RecoveryCodeFailure } from '../shared/contract/recovery-code-failure.ts';
import { ok, type Result } from '../shared/domain/result.ts';
import type { PrintRollPaper } from './devices/printer.ts';
import type { StoredKey } from './keys/key-store.ts';
import { createRecovery, RECOVERY_FILE, unwrapKey } from './keys/recovery-code.ts';
import { LOG_FOLDER } from './logs.ts';
import { createAdministrationService } from './services/administration.ts';
import { recordReferenceData } from './services/reference-data.ts';
import type { ServiceContext } from './services/service-context.ts';
import { createSetupService } from './services/setup.ts';

/** Whether a code is the one that this data folder's key was wrapped by. */
export function checkRecoveryCode(dataFolder: string, code: string): Result<null, RecoveryCodeFailure> {
  const opened = unwrapKey(join(dataFolder, RECOVERY_FILE), code);
  return opened.ok ? ok(null) : opened;
}

/** The first-run wizard and the administration: the services that know the folder, its key and the printers. */
export function createNetworkServices({
  context,
  dataFolder,
  key,
  print,
}: {
  readonly context: ServiceContext;
  readonly dataFolder: string;
  readonly key: StoredKey;
  readonly print: PrintRollPaper;
}) {
  const setup = createSetupService({
    context,
    dataFolder,
    keyProtection: key.protection,
    recovery: {
      make: () => createRecovery(dataFolder, Buffer.from(key.keyHex, 'hex'), context.randomBytes),
      check: (code) => checkRecoveryCode(dataFolder, code),
    },
    print,
    recordReferenceData: (tx, options) => recordReferenceData(context, tx, options),
  });
  const administration = createAdministrationService({
    context,
    version: packageJson.version,
    dataFolder,
    logFolder: join(dataFolder, LOG_FOLDER),
    keyProtection: key.protection,
    print,
  });
  return {
    handlers: { ...setup.handlers, ...administration.handlers },
    isRecoveryConfirmed: setup.isCodeConfirmed,
  };
}
