import { z } from 'zod';
import type { HouseholdRowRefusal } from '../domain/household-import.ts';
import type { ImportColumn } from '../domain/household-import-words.ts';
import { type ImportGone, type ImportUnderWay, MAX_IMPORT_BYTES } from './catalogue-contract.ts';
import { command } from './command.ts';

/** A household of the file as a preview shows it. */
export type HouseholdSample = {
  readonly lineNumber: number;
  readonly code: string;
  readonly holderName: string;
  readonly size: number;
  readonly persons: number;
  /** Of a household that is known; null for a new one. */
  readonly changes: ImportedChanges | null;
};

/** What a file changes of a household that is known here. */
export type ImportedChanges = {
  /** People who are new or told differently. */
  readonly persons: number;
  readonly size: { readonly before: number; readonly after: number } | null;
  readonly preferredLanguage: string | null;
  readonly hasContacts: boolean;
};

/** What an import would do: figures, and the first households and rows of each sort. */
export type HouseholdImportPreview = {
  readonly importId: string;
  /** Rows of the file, one for each person. */
  readonly rowCount: number;
  readonly addedCount: number;
  /** Households that are known here, of which the file tells something new. */
  readonly changedCount: number;
  readonly unchangedCount: number;
  readonly refusedCount: number;
  readonly added: readonly HouseholdSample[];
  readonly changed: readonly HouseholdSample[];
  readonly refused: readonly {
    readonly lineNumber: number;
    readonly reason: HouseholdRowRefusal;
    readonly text: string;
  }[];
  /** The file is no UTF-8: its accents were read as an old Windows program writes them. */
  readonly isWindows1252: boolean;
};

export type HouseholdFileFailure =
  | { readonly type: 'FileTooLarge'; readonly maxBytes: number }
  | { readonly type: 'LineTooLong'; readonly lineNumber: number }
  | { readonly type: 'TooManyRows'; readonly maxRows: number }
  | { readonly type: 'NotText' }
  | { readonly type: 'EmptyFile' }
  | { readonly type: 'MissingHouseholdColumn'; readonly column: 'code' | 'surname' }
  | { readonly type: 'RepeatedHouseholdColumn'; readonly column: ImportColumn };

const editors = ['office', 'socialWorker'] as const;
const byId = z.strictObject({ importId: z.uuid() });
/** Base64 has four letters for three bytes. */
const content = z.base64().max(Math.ceil(MAX_IMPORT_BYTES / 3) * 4);

/** Households from a list of people: read and shown first, carried out after. */
export const householdImportContract = {
  'householdImport.preview': command(editors, z.strictObject({ contentBase64: content })).returns<
    HouseholdImportPreview,
    HouseholdFileFailure | ImportUnderWay
  >(),
  /** Carries it out; `progress` events of the task `household-import` tell how far it is. */
  'householdImport.apply': command(editors, byId).returns<
    { readonly added: number; readonly changed: number; readonly refused: number },
    ImportGone | ImportUnderWay
  >(),
  /** The refused rows of a preview as CSV, to be mended and imported again. */
  'householdImport.refusedRows': command(editors, byId).returns<{ readonly csv: string }, ImportGone>(),
};
