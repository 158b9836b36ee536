import { z } from 'zod';
import { shortTextSchema } from '../domain/text.ts';
import { command } from './command.ts';

/** Nothing of it is lost: what was to be printed is recorded, and its paper can be saved as a file instead. */
export type A4PrintFailure =
  /** This counter prints no A4 papers itself: nothing was chosen, or the system has no way to print. */
  | { readonly type: 'NoA4Printer' }
  /** It was chosen, and the system does not know it any more. */
  | { readonly type: 'A4PrinterMissing'; readonly printer: string }
  /** The system refused the paper. */
  | { readonly type: 'A4PrintRefused' };

/**
 * Where papers of this counter go: to the printer that the system prefers, to one of them, or to nobody (they are saved
 * as files).
 */
export const a4PrinterChoiceSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('preferred') }),
  z.strictObject({ type: z.literal('chosen'), printer: shortTextSchema }),
  z.strictObject({ type: z.literal('none') }),
]);
export type A4PrinterChoice = z.infer<typeof a4PrinterChoiceSchema>;

export const papersContract = {
  /** `printers` as the system names them; empty where it has none or cannot tell. */
  'papers.status': command('signedIn', z.strictObject({})).returns<{
    readonly printers: readonly string[];
    readonly choice: A4PrinterChoice;
  }>(),
  'papers.choosePrinter': command(
    ['office'],
    z.strictObject({ choice: a4PrinterChoiceSchema }),
  ).returns<null>(),
};
