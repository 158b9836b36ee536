import { z } from 'zod';
import { type PrintError, printerSchema } from '../domain/printer.ts';
import { siteKindSchema } from '../domain/site.ts';
import { personNameSchema, shortTextSchema } from '../domain/text.ts';
import { command } from './command.ts';
import type { RecoveryCodeFailure } from './recovery-code-failure.ts';
import { pinSchema } from './session-contract.ts';

/** Stands before receipt numbers. */
export const siteShortNameSchema = z.string().regex(/^[A-Z0-9]{2,6}$/);

export type PlaceOfSetup = {
  readonly dataFolder: string;
  readonly keyProtection: 'keychain' | 'file';
};

/**
 * The first-run wizard of a real counter. Nothing is recorded before the last step, so that a wizard that is
 * left, or a power cut, leaves an empty counter that begins again.
 */
export const setupContract = {
  'setup.place': command('setup', z.strictObject({})).returns<PlaceOfSetup>(),
  /** Makes the recovery code, to be shown and printed once. A new one takes the place of the one before. */
  'setup.makeRecoveryCode': command('setup', z.strictObject({})).returns<{ readonly code: string }>(),
  /** The code as it was typed back from the paper. */
  'setup.checkRecoveryCode': command('setup', z.strictObject({ code: z.string().max(200) })).returns<
    null,
    RecoveryCodeFailure
  >(),
  'setup.printTestPage': command(
    'setup',
    z.strictObject({
      printer: printerSchema,
      networkName: shortTextSchema,
      siteName: shortTextSchema,
      language: z.enum(['it', 'en']),
    }),
  ).returns<null, PrintError>(),
  'setup.finish': command(
    'setup',
    z.strictObject({
      networkName: shortTextSchema,
      organisationName: shortTextSchema,
      siteName: shortTextSchema,
      siteShortName: siteShortNameSchema,
      siteKind: siteKindSchema,
      deviceName: shortTextSchema,
      administratorName: personNameSchema,
      pin: pinSchema,
      printer: printerSchema.nullable(),
    }),
  ).returns<
    null,
    | { readonly type: 'RecoveryCodeNotConfirmed' }
    /** The network exists, or is being made from another input: this one was not used. */
    | { readonly type: 'WrongPhase' }
  >(),
};
