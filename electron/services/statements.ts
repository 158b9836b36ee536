import {
  MOST_STATEMENT_LINES,
  type StatementPaper,
  type statementsContract,
} from '../../shared/contract/statements-contract.ts';
import { householdAccount } from '../../shared/domain/account.ts';
import { type HouseholdId, operationIdSchema } from '../../shared/domain/ids.ts';
import {
  type IssuedStatement,
  issueStatement,
  joinStatement,
  STATEMENT_LAYOUT_VERSION,
  splitStatement,
} from '../../shared/domain/issued-statement.ts';
import { assert, err, ok } from '../../shared/domain/result.ts';
import { statementIssued } from '../../shared/operations/statement-operations.ts';
import { type AccessAction, logAccess } from '../database/access-log.ts';
import type { Tx } from '../database/database.ts';
import { findHousehold } from '../database/households.ts';
import { findOperation } from '../database/log.ts';
import { findSite } from '../database/network.ts';
import { findStatementParts, listStatements } from '../database/statements.ts';
import type { Handlers } from '../handlers.ts';
import type { SignedIn } from '../session.ts';
import { readHeading, readStatement } from '../statements/household-statement.ts';
import type { ServiceContext } from './service-context.ts';

/** Five years of monthly statements, and as many again. */
const LISTED_STATEMENTS = 120;

/** As one answer crosses to the window: some thousand pages. */
const MOST_PDF_BYTES = 24 * 1024 * 1024;

/** Draws one statement in a thread of its own. The same statement is the same bytes. */
export type DrawStatement = (issued: IssuedStatement) => Promise<Uint8Array>;

/** Statements of households: on the screen, on paper for the first time, and on paper once more. */
export function createStatementsService(
  context: ServiceContext,
  draw: DrawStatement,
): { handlers: Handlers<typeof statementsContract> } {
  const { inTransaction, today, now } = context;
  const note = (tx: Tx, operator: SignedIn, action: AccessAction, householdId: HouseholdId) =>
    logAccess(tx, {
      readAt: now(),
      operatorId: operator.operatorId,
      action,
      subject: `household:${householdId}`,
    });

  /** Finds what was recorded and writes down that it is handed out, before it is. */
  const takeOut = (operator: SignedIn, statementId: IssuedStatement['statementId']) =>
    inTransaction((tx) => {
      const parts = findStatementParts(tx, statementId);
      if (parts === null) return err({ type: 'StatementUnknown' } as const);
      const joined = joinStatement(parts);
      if (!joined.ok) return err({ type: 'StatementPartsMissing' } as const);
      if (joined.value.head.layoutVersion > STATEMENT_LAYOUT_VERSION) {
        return err({ type: 'StatementNewer' } as const);
      }
      note(tx, operator, 'statement.printed', joined.value.householdId);
      return joined;
    });

  const record = (tx: Tx, operator: SignedIn, issued: IssuedStatement) => {
    for (const [index, body] of splitStatement(issued).entries()) {
      const isFirst = index === 0;
      context.record(tx, {
        id: isFirst ? issued.statementId : operationIdSchema.parse(context.newId()),
        kind: statementIssued,
        body,
        operatorId: operator.operatorId,
        businessOn: issued.head.issuedOn,
        ...(isFirst ? {} : { causeId: issued.statementId }),
      });
    }
    tx.afterCommit(() => context.announce({ type: 'changed', topics: ['statements', 'households'] }));
  };

  return {
    handlers: {
      'statements.view': ({ operator }, { householdId, ...asked }) =>
        inTransaction((tx) => {
          const household = findHousehold(tx, householdId);
          if (household === null) return err({ type: 'HouseholdUnknown' });
          note(tx, operator(), 'statement.read', householdId);
          return readStatement(tx, household, asked, today());
        }),
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
          const printing = { purse: asked.purse, language, operator, now: now(), today: today() };
          const heading = readHeading(tx, household, printing);
          if (heading === null) return err({ type: 'HouseholdUnknown' });
          const statement = readStatement(tx, household, asked, printing.today);
          if (!statement.ok) return statement;
          if (statement.value.lines.length > MOST_STATEMENT_LINES) {
            return err({ type: 'StatementTooLong', most: MOST_STATEMENT_LINES });
          }
          const site = findSite(tx, operator.siteId);
          assert(site !== null, 'an operator works at a site');
          const ids = {
            statementId: operationId,
            organisationId: site.organisationId,
            householdId,
            account: householdAccount(householdId, asked.purse),
          };
          record(tx, operator, issueStatement(ids, statement.value, heading));
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
