import { z } from 'zod';
import { operationIdSchema, printerIdSchema } from './ids.ts';
import { printErrorSchema } from './printer.ts';

/** Made by whoever asks for a print, once: asking twice with one id prints once. */
export const printJobIdSchema = z.uuid().lowercase().brand<'PrintJobId'>();
export type PrintJobId = z.infer<typeof printJobIdSchema>;

/**
 * `queued` goes out by itself, `printing` is on the wire, `printed` was confirmed or taken in full. `failed`
 * is surely not on paper; `uncertain` may be, and only a person who looks can say. Neither of the two is
 * ever printed unasked.
 */
export const printJobStateSchema = z.enum([
  'queued',
  'printing',
  'printed',
  'failed',
  'uncertain',
  'cancelled',
]);
export type PrintJobState = z.infer<typeof printJobStateSchema>;

/** Why a job is not on paper, or, of a queued one, why its last attempt came to nothing. */
export const printFailureSchema = z.discriminatedUnion('type', [
  ...printErrorSchema.options,
  /** It became too old to come out by itself: the person it was for may have left. */
  z.strictObject({ type: z.literal('WaitedTooLong'), last: printErrorSchema.nullable() }),
  /** The program ended while the receipt was on the wire. */
  z.strictObject({ type: z.literal('Interrupted') }),
  z.strictObject({ type: z.literal('PrinterUnknown') }),
  /** A receipt stored by another version of the application. */
  z.strictObject({ type: z.literal('ReceiptUnreadable') }),
  /** A bug, logged with its stack. */
  z.strictObject({ type: z.literal('Unexpected') }),
]);
export type PrintFailure = z.infer<typeof printFailureSchema>;

/** What a screen knows of a job: no receipt, so no name. Times are UTC milliseconds. */
export const printJobSchema = z.strictObject({
  printJobId: printJobIdSchema,
  printerId: printerIdSchema,
  /** The sale, return or void it belongs to; null for a test page. */
  operationId: operationIdSchema.nullable(),
  state: printJobStateSchema,
  failure: printFailureSchema.nullable(),
  attempts: z.int().min(0),
  queuedAt: z.int(),
  /** Of a queued job: not tried before. */
  notBeforeAt: z.int(),
  changedAt: z.int(),
});
export type PrintJob = z.infer<typeof printJobSchema>;

/** Whether F8 ("print again") is offered: the job did not come out, or perhaps not, and nothing will happen by itself. */
export const canPrintAgain = (state: PrintJobState): boolean =>
  state === 'failed' || state === 'uncertain' || state === 'cancelled';
