import { MOST_STATEMENT_LINES, type StatementTooLong } from '../../shared/contract/statements-contract.ts';
import { householdAccount } from '../../shared/domain/account.ts';
import { type OperationId, operationIdSchema } from '../../shared/domain/ids.ts';
import {
  type IssuedStatement,
  issueStatement,
  joinStatement,
  STATEMENT_LAYOUT_VERSION,
  splitStatement,
} from '../../shared/domain/issued-statement.ts';
import type { LocalDate } from '../../shared/domain/local-date.ts';
import type { PaperLanguage } from '../../shared/domain/paper-language.ts';
import { assert, err, ok, type Result } from '../../shared/domain/result.ts';
import type { StatementPeriodError, StatementPurse } from '../../shared/domain/statement.ts';
import { statementIssued } from '../../shared/operations/statement-operations.ts';
import { logAccess } from '../database/access-log.ts';
import type { Tx } from '../database/database.ts';
import type { HouseholdRow } from '../database/households.ts';
import type { RecordOperation } from '../database/log.ts';
import { findSite } from '../database/network.ts';
import { findStatementParts } from '../database/statements.ts';
import type { SignedIn } from '../session.ts';
import { readHeading, readStatement } from './household-statement.ts';

export type IssueContext = {
  readonly record: RecordOperation;
  readonly now: () => number;
  readonly today: () => LocalDate;
  readonly newId: () => string;
};

export type IssueRequest = {
  readonly statementId: OperationId;
  readonly operator: SignedIn;
  readonly purse: StatementPurse;
  readonly from: LocalDate;
  readonly to: LocalDate;
  /** Absent: the one that the household prefers. */
  readonly language: PaperLanguage | undefined;
};

/** Records one statement as it is printed for the first time. */
export function recordStatement(
  context: IssueContext,
  tx: Tx,
  household: HouseholdRow,
  request: IssueRequest,
): Result<IssuedStatement, StatementPeriodError | StatementTooLong | { type: 'HouseholdUnknown' }> {
  const { operator, purse, language, statementId } = request;
  const [now, today] = [context.now(), context.today()];
  const heading = readHeading(tx, household, { purse, language, operator, now, today });
  if (heading === null) return err({ type: 'HouseholdUnknown' });
  const statement = readStatement(tx, household, request, today);
  if (!statement.ok) return statement;
  if (statement.value.lines.length > MOST_STATEMENT_LINES) {
    return err({ type: 'StatementTooLong', most: MOST_STATEMENT_LINES });
  }
  const site = findSite(tx, operator.siteId);
  assert(site !== null, 'an operator works at a site');
  const { householdId } = household;
  const ids = {
    statementId,
    organisationId: site.organisationId,
    householdId,
    account: householdAccount(householdId, purse),
  };
  const issued = issueStatement(ids, statement.value, heading);
  for (const [index, body] of splitStatement(issued).entries()) {
    const isFirst = index === 0;
    context.record(tx, {
      id: isFirst ? statementId : operationIdSchema.parse(context.newId()),
      kind: statementIssued,
      body,
      operatorId: operator.operatorId,
      businessOn: issued.head.issuedOn,
      ...(isFirst ? {} : { causeId: statementId }),
    });
  }
  return ok(issued);
}

export type PaperFailure =
  | { readonly type: 'StatementUnknown' }
  | { readonly type: 'StatementPartsMissing' }
  | { readonly type: 'StatementNewer' };

/** Finds what was recorded and writes down that it is handed out, before it is. */
export function takeOutStatement(
  { now }: Pick<IssueContext, 'now'>,
  tx: Tx,
  operator: SignedIn,
  statementId: OperationId,
): Result<IssuedStatement, PaperFailure> {
  const parts = findStatementParts(tx, statementId);
  if (parts === null) return err({ type: 'StatementUnknown' });
  const joined = joinStatement(parts);
  if (!joined.ok) return err({ type: 'StatementPartsMissing' });
  if (joined.value.head.layoutVersion > STATEMENT_LAYOUT_VERSION) return err({ type: 'StatementNewer' });
  logAccess(tx, {
    readAt: now(),
    operatorId: operator.operatorId,
    action: 'statement.printed',
    subject: `household:${joined.value.householdId}`,
  });
  return joined;
}
