import { z } from 'zod';
import { householdIdSchema, type OperationId, operationIdSchema } from '../domain/ids.ts';
import { type LocalDate, localDateSchema } from '../domain/local-date.ts';
import { type PaperLanguage, paperLanguageSchema } from '../domain/paper-language.ts';
import {
  type MovementKind,
  type Statement,
  type StatementPeriodError,
  type StatementPurse,
  statementPurseSchema,
} from '../domain/statement.ts';
import { command } from './command.ts';
import type { HouseholdUnknown } from './households-contract.ts';
import type { A4PrintFailure } from './papers-contract.ts';

/** More movements than any household has in a year. Asked for in one period, they would be hundreds of pages. */
export const MOST_STATEMENT_LINES = 20_000;

/** What the printed statements of a household are listed by; newest first. */
export type IssuedStatementRow = {
  readonly statementId: OperationId;
  readonly from: LocalDate;
  readonly to: LocalDate;
  readonly purse: StatementPurse;
  readonly language: PaperLanguage;
  readonly issuedOn: LocalDate;
  /** UTC milliseconds. */
  readonly printedAt: number;
  /** Who printed it, as the operator is called today. */
  readonly printedBy: string;
};

export type StatementTooLong = { readonly type: 'StatementTooLong'; readonly most: number };

/** The paper as bytes in base64, and what its file is named by: a code, never a person. */
export type StatementPaper = {
  readonly pdfBase64: string;
  readonly internalCode: string;
  readonly from: LocalDate;
  readonly to: LocalDate;
};

/** Of one movement, what this counter holds of the act that it came from. Absent parts are null or empty. */
export type MovementDetail = {
  readonly operationId: OperationId;
  readonly kind: MovementKind;
  readonly on: LocalDate;
  /** UTC milliseconds. */
  readonly occurredAt: number;
  readonly siteName: string | null;
  /** As the operator is called today; null where a device wrote it by itself, or the operator is not known here. */
  readonly recordedBy: string | null;
  readonly reference: string | null;
  /** False where only the header is held here: the rest is at another site. */
  readonly isHeld: boolean;
  /** What the act changed in this household's purses; a sale may take of two. */
  readonly amounts: readonly { readonly purse: StatementPurse; readonly amount: number }[];
  readonly goods: readonly {
    readonly name: string;
    readonly quantity: number;
    readonly points: number;
    readonly cents: number;
  }[];
  readonly schemeName: string | null;
  readonly programmeName: string | null;
  /** A code: the sentence for it is the screen's. */
  readonly reason: string | null;
  readonly period: { readonly from: LocalDate; readonly to: LocalDate } | null;
  /** Of a merge: the other household. */
  readonly otherHousehold: string | null;
};

/** A file as bytes in base64. */
export type MovementsFile = {
  readonly base64: string;
  readonly internalCode: string;
  readonly format: 'csv' | 'xlsx';
  readonly from: LocalDate;
  readonly to: LocalDate;
};

type PaperFailure =
  | { readonly type: 'StatementUnknown' }
  /** A part was erased, or has not arrived yet. */
  | { readonly type: 'StatementPartsMissing' }
  /** Printed in a layout of a newer version of the program. */
  | { readonly type: 'StatementNewer' };

const readers = ['office', 'socialWorker'] as const;

const period = z.strictObject({
  householdId: householdIdSchema,
  purse: statementPurseSchema,
  from: localDateSchema,
  to: localDateSchema,
});

/** `lacking`: whose movements the accounts have and this counter has not, by site; empty where nothing is lacking. */
export type StatementView = Statement & { readonly lacking: readonly string[] };

/** Reading and printing are written to the log of accesses. */
export const statementsContract = {
  'statements.view': command(readers, period).returns<
    StatementView,
    HouseholdUnknown | StatementPeriodError
  >(),
  /** Records the statement as it is printed. The id is made when the dialog opens: asked for twice, it is one. */
  'statements.issue': command(
    readers,
    period.extend({ operationId: operationIdSchema, language: paperLanguageSchema.optional() }),
  ).returns<
    { readonly statementId: OperationId },
    HouseholdUnknown | StatementPeriodError | StatementTooLong
  >(),
  /** The paper, drawn from what was recorded: the first print and every reprint are the same bytes. */
  'statements.pdf': command(readers, z.strictObject({ statementId: operationIdSchema })).returns<
    StatementPaper,
    PaperFailure | StatementTooLong
  >(),
  /** The same paper, straight to the A4 printer of this counter. */
  'statements.print': command(readers, z.strictObject({ statementId: operationIdSchema })).returns<
    { readonly printer: string | null },
    PaperFailure | A4PrintFailure
  >(),
  /** The movements of a period for a spreadsheet, with headings in the language of the screen. */
  'statements.export': command(
    readers,
    period.extend({ format: z.enum(['csv', 'xlsx']), language: z.enum(['it', 'en']) }),
  ).returns<MovementsFile, HouseholdUnknown | StatementPeriodError | StatementTooLong>(),
  /** What a movement came from. */
  'statements.movement': command(
    readers,
    z.strictObject({ householdId: householdIdSchema, operationId: operationIdSchema }),
  ).returns<MovementDetail, HouseholdUnknown | { readonly type: 'MovementUnknown' }>(),
  /** The purses that there is something to tell of. */
  'statements.purses': command(readers, z.strictObject({ householdId: householdIdSchema })).returns<
    readonly StatementPurse[],
    HouseholdUnknown
  >(),
  'statements.list': command(readers, z.strictObject({ householdId: householdIdSchema })).returns<
    readonly IssuedStatementRow[],
    HouseholdUnknown
  >(),
};
