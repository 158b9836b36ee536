import {
  MOST_STATEMENT_LINES,
  type StatementPaper,
  type statementsContract,
} from '../../shared/contract/statements-contract.ts';
import type { HouseholdId } from '../../shared/domain/ids.ts';
import type { IssuedStatement } from '../../shared/domain/issued-statement.ts';
import { assert, err, ok } from '../../shared/domain/result.ts';
import { statementIssued } from '../../shared/operations/statement-operations.ts';
import { type AccessAction, logAccess } from '../database/access-log.ts';
import type { Tx } from '../database/database.ts';
import { findHousehold } from '../database/households.ts';
import { findOperation } from '../database/log.ts';
import { listStatements } from '../database/statements.ts';
import type { PaperDoor } from '../devices/a4-printer.ts';
import type { MovementsOrder } from '../documents/movements-file.ts';
import type { Handlers } from '../handlers.ts';
import type { SignedIn } from '../session.ts';
import { internalCodeOf, listStatementPurses, readStatement } from '../statements/household-statement.ts';
import { recordStatement, takeOutStatement } from '../statements/issue-statement.ts';
import { readMovementDetail } from '../statements/movement-detail.ts';
import { readStanding } from '../statements/statement-standing.ts';
import type { ServiceContext } from './service-context.ts';

/** Five years of monthly statements, and as many again. */
const LISTED_STATEMENTS = 120;

/** As one answer crosses to the window: some thousand pages. */
const MOST_PDF_BYTES = 24 * 1024 * 1024;

export type StatementDevices = {
  /** Draws one statement in a thread of its own. The same statement is the same bytes. */
  readonly draw: (issued: IssuedStatement) => Promise<Uint8Array>;
  readonly writeMovements: (order: MovementsOrder) => Promise<Uint8Array>;
  readonly paperDoor: PaperDoor;
};

/** Statements of households: on the screen, in a spreadsheet, on paper for the first time, and on paper once more. */
export function createStatementsService(
  context: ServiceContext,
  { draw, writeMovements, paperDoor }: StatementDevices,
): { handlers: Handlers<typeof statementsContract> } {
  const { inTransaction, today, now } = context;
  const note = (tx: Tx, operator: SignedIn, action: AccessAction, householdId: HouseholdId) =>
    logAccess(tx, {
      readAt: now(),
      operatorId: operator.operatorId,
      action,
      subject: `household:${householdId}`,
    });
  const takeOut = (operator: SignedIn, statementId: IssuedStatement['statementId']) =>
    inTransaction((tx) => takeOutStatement(context, tx, operator, statementId));

  return {
    handlers: {
      'statements.view': ({ operator }, { householdId, ...asked }) =>
        inTransaction((tx) => {
          const household = findHousehold(tx, householdId);
          if (household === null) return err({ type: 'HouseholdUnknown' });
          note(tx, operator(), 'statement.read', householdId);
          const statement = readStatement(tx, household, asked, today());
          if (!statement.ok) return statement;
          const { notSynchronised } = readStanding(tx, household, { purse: asked.purse, now: now() });
          return ok({ ...statement.value, lacking: notSynchronised.map(({ counter }) => counter) });
        }),
      'statements.purses': (_caller, { householdId }) => {
        const household = findHousehold(context.db, householdId);
        if (household === null) return err({ type: 'HouseholdUnknown' });
        return ok(listStatementPurses(context.db, household));
      },
      'statements.movement': ({ operator }, { householdId, operationId }) =>
        inTransaction((tx) => {
          const household = findHousehold(tx, householdId);
          if (household === null) return err({ type: 'HouseholdUnknown' });
          const detail = readMovementDetail(tx, household, operationId);
          if (detail === null) return err({ type: 'MovementUnknown' });
          note(tx, operator(), 'statement.read', householdId);
          return ok(detail);
        }),
      'statements.export': async ({ operator }, { householdId, format, language, ...asked }) => {
        const read = inTransaction((tx) => {
          const household = findHousehold(tx, householdId);
          if (household === null) return err({ type: 'HouseholdUnknown' } as const);
          const statement = readStatement(tx, household, asked, today());
          if (!statement.ok) return statement;
          const { lines, from, to } = statement.value;
          if (lines.length > MOST_STATEMENT_LINES) {
            return err({ type: 'StatementTooLong', most: MOST_STATEMENT_LINES } as const);
          }
          note(tx, operator(), 'statement.exported', householdId);
          const [holderName, internalCode] = [household.displayName ?? '', internalCodeOf(household)];
          return ok({ lines, from, to, holderName, internalCode });
        });
        if (!read.ok) return read;
        const { from, to, ...movements } = read.value;
        const bytes = await writeMovements({ ...movements, purse: asked.purse, format, language });
        const { internalCode } = movements;
        return ok({ base64: Buffer.from(bytes).toString('base64'), internalCode, format, from, to });
      },
      'statements.issue': (caller, { operationId, householdId, language, ...asked }) =>
        inTransaction((tx) => {
          const operator = caller.operator();
          const before = findOperation(tx, operationId)?.operation;
          if (before !== undefined) {
            assert(before.type === statementIssued.type, 'an id belongs to one act');
            return ok({ statementId: operationId }); // F9 was pressed twice
          }
          const household = findHousehold(tx, householdId);
          if (household === null) return err({ type: 'HouseholdUnknown' });
          const request = { statementId: operationId, operator, language, ...asked };
          const issued = recordStatement(context, tx, household, request);
          if (!issued.ok) return issued;
          tx.afterCommit(() => context.announce({ type: 'changed', topics: ['statements', 'households'] }));
          return ok({ statementId: operationId });
        }),
      'statements.pdf': async ({ operator }, { statementId }) => {
        const found = takeOut(operator(), statementId);
        if (!found.ok) return found;
        const pdf = await draw(found.value);
        if (pdf.length > MOST_PDF_BYTES) return err({ type: 'StatementTooLong', most: MOST_STATEMENT_LINES });
        const { internalCode, from, to } = found.value.head;
        const paper: StatementPaper = {
          pdfBase64: Buffer.from(pdf).toString('base64'),
          internalCode,
          from,
          to,
        };
        return ok(paper);
      },
      'statements.print': async ({ operator }, { statementId }) => {
        const found = takeOut(operator(), statementId);
        if (!found.ok) return found;
        const title = `estratto-conto-${found.value.head.internalCode}`;
        return paperDoor.printPdf(await draw(found.value), { title, isDuplex: false });
      },
      'statements.list': ({ operator }, { householdId }) =>
        inTransaction((tx) => {
          const household = findHousehold(tx, householdId);
          if (household === null) return err({ type: 'HouseholdUnknown' });
          note(tx, operator(), 'statement.read', householdId);
          const rows = listStatements(tx, household.household, LISTED_STATEMENTS);
          return ok(rows.map((row) => ({ ...row, printedBy: row.printedBy ?? '?' })));
        }),
    },
  };
}
