import { z } from 'zod';
import type { FlaggedAct } from '../../shared/contract/flagged-act.ts';
import { parseAccount } from '../../shared/domain/account.ts';
import type { OperationId } from '../../shared/domain/ids.ts';
import { receiptNumber } from '../../shared/domain/receipt.ts';
import { type FlagPart, flagPartSchema } from '../../shared/operations/flag-operations.ts';
import { siteOfStream } from '../../shared/operations/kind.ts';
import type { Operation } from '../../shared/operations/operation.ts';
import { saleCompleted, saleReturned } from '../../shared/operations/sale-operations.ts';
import { type Db, query } from './database.ts';
import { findOperation } from './log.ts';
import { findHead } from './merges.ts';
import { findSite } from './network.ts';
import { idFromBytes } from './uuid-bytes.ts';

/** What is known of an operation without its body. */
export type ActHeader = Pick<Operation, 'seq' | 'stream' | 'type'>;

const WITH_RECEIPT: ReadonlySet<string> = new Set([saleCompleted.type, saleReturned.type]);

/** The number that stands on the paper of an act; null where it has none, or its site is not known here. */
export function receiptOfAct(db: Db, { type, stream, seq }: ActHeader): string | null {
  const siteId = WITH_RECEIPT.has(type) ? siteOfStream(stream) : null;
  const site = siteId === null ? null : findSite(db, siteId);
  return site === null ? null : receiptNumber(site.shortName, seq);
}

/** An act that was flagged, in the words of this counter. */
export function tellFlaggedAct(
  db: Db,
  act: ActHeader & Pick<FlaggedAct, 'operationId' | 'writtenAt'>,
  parts: readonly FlagPart[],
): FlaggedAct {
  const [first] = parts;
  const account = first === undefined ? null : parseAccount(first.account);
  return {
    operationId: act.operationId,
    type: act.type,
    receipt: receiptOfAct(db, act),
    writtenAt: act.writtenAt,
    householdName:
      account?.kind === 'household' ? (findHead(db, account.householdId)?.displayName ?? null) : null,
    taken: parts.map(({ unit, amount, reason }) => ({ unit, amount, reason })),
  };
}

/** An act of this device that the hub flagged, and who has looked at it since. */
export type OwnFlaggedAct = FlaggedAct & {
  readonly seen: { readonly at: number; readonly byName: string | null } | null;
};

type FlaggedRow = {
  operationId: Uint8Array;
  parts: string;
  seenAt: number | null;
  seenByName: string | null;
};

const listFlaggedSql = query<readonly [number], FlaggedRow>(
  'listFlaggedActs',
  `SELECT flagged_act.operation_id AS operationId, parts, seen_at AS seenAt, display_name AS seenByName
   FROM flagged_act LEFT JOIN operator ON operator.operator_id = seen_by
   ORDER BY flagged_at DESC, flagged_act.operation_id DESC LIMIT ?`,
);
const countFlaggedSql = query<readonly [], { acts: number }>(
  'countFlaggedActs',
  'SELECT count(*) AS acts FROM flagged_act WHERE seen_at IS NULL',
);

/** The newest first, those that were looked at too. */
export const listFlaggedActs = (db: Db, limit: number): OwnFlaggedAct[] =>
  db.all(listFlaggedSql, limit).flatMap(({ operationId, parts, seenAt, seenByName }) => {
    const logged = findOperation(db, idFromBytes<OperationId>(operationId));
    if (logged === null) return [];
    const { operation } = logged;
    const told = tellFlaggedAct(
      db,
      { ...operation, operationId: operation.id, writtenAt: operation.occurredAt },
      z.array(flagPartSchema).parse(JSON.parse(parts)),
    );
    return [{ ...told, seen: seenAt === null ? null : { at: seenAt, byName: seenByName } }];
  });

/** Acts of this device that were flagged and that nobody has looked at. */
export const countFlaggedActs = (db: Db): number => db.one(countFlaggedSql)?.acts ?? 0;
