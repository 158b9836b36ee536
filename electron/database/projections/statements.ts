import { parseAccount } from '../../../shared/domain/account.ts';
import { assert } from '../../../shared/domain/result.ts';
import { statementIssued } from '../../../shared/operations/statement-operations.ts';
import { query } from '../database.ts';
import { numberOfHousehold } from '../households.ts';
import { type ProjectorEntry, projector } from '../projector.ts';
import { idToBytes } from '../uuid-bytes.ts';

const insertPart = query<readonly [Uint8Array, number, number]>(
  'insertStatementPart',
  'INSERT OR IGNORE INTO statement_part (statement_id, part, n) VALUES (?, ?, ?)',
);
const insertStatement = query<
  readonly [number, string, number, Uint8Array, string, string, string, string, string]
>(
  'insertStatement',
  `INSERT INTO statement (household, purse, n, statement_id, from_on, to_on, issued_on, language, heads)
   VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
);

export const statementProjectors: readonly ProjectorEntry[] = [
  projector(statementIssued, (tx, { n, body }) => {
    const statementId = idToBytes(body.statementId);
    tx.run(insertPart, statementId, body.part, n);
    if (body.head === undefined) return;
    const { from, to, issuedOn, language, heads } = body.head;
    const account = parseAccount(body.account);
    assert(account?.kind === 'household', 'a statement is of an account of a household');
    const household = numberOfHousehold(tx, body.householdId);
    const document = JSON.stringify(heads);
    tx.run(insertStatement, household, account.purse, n, statementId, from, to, issuedOn, language, document);
  }),
];
