import { z } from 'zod';
import { householdIdSchema, type OperationId, operationIdSchema } from '../domain/ids.ts';
import { type LocalDate, localDateSchema } from '../domain/local-date.ts';
import { type PaperLanguage, paperLanguageSchema } from '../domain/paper-language.ts';
import type { Statement, StatementPeriodError } from '../domain/statement.ts';
import { command } from './command.ts';
import type { HouseholdUnknown } from './households-contract.ts';

/** More movements than any household has in a year. Asked for in one period, they would be hundreds of pages. */
export const MOST_STATEMENT_LINES = 20_000;

/** What the printed statements of a household are listed by; newest first. */
export type IssuedStatementRow = {
  readonly statementId: OperationId;
  readonly from: LocalDate;
  readonly to: LocalDate;
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

const readers = ['office', 'socialWorker'] as const;

/** The purses that statements are made of so far. */
const period = z.strictObject({
  householdId: householdIdSchema,
  purse: z.enum(['points']),
  from: localDateSchema,
  to: localDateSchema,
});

/** Reading and printing are written to the log of accesses. */
export const statementsContract = {
  'statements.view': command(readers, period).returns<Statement, HouseholdUnknown | StatementPeriodError>(),
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
    | { readonly type: 'StatementUnknown' }
    /** A part was erased, or has not arrived yet. */
    | { readonly type: 'StatementPartsMissing' }
    /** Printed in a layout of a newer version of the program. */
    | { readonly type: 'StatementNewer' }
    | StatementTooLong
  >(),
  'statements.list': command(readers, z.strictObject({ householdId: householdIdSchema })).returns<
    readonly IssuedStatementRow[],
    HouseholdUnknown
  >(),
};
