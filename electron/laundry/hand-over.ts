import type { Input } from '../../shared/contract/contract.ts';
import type { HandedOver } from '../../shared/contract/laundry-contract.ts';
import { householdShortCode } from '../../shared/domain/household-code.ts';
import { nextTag } from '../../shared/domain/laundry-tag.ts';
import { err, ok, type Result } from '../../shared/domain/result.ts';
import { visitHandedOver, visitHandOverUndone } from '../../shared/operations/laundry-operations.ts';
import type { Db, Tx } from '../database/database.ts';
import { findLastTag, findVisit, listHandedOver, listOpenVisits } from '../database/laundry.ts';
import { findHandOverOf } from '../database/laundry-desks.ts';
import { findOperation } from '../database/log.ts';
import type { ServiceContext } from '../services/service-context.ts';
import type { SignedIn } from '../session.ts';
import { viewVisit } from './laundry-board.ts';
import type { LaundrySite } from './laundry-site.ts';
import { enqueueTag } from './print-tag.ts';

const MS_PER_DAY = 86_400_000;

/** The bags go home, once nothing of theirs is in a machine. */
export function handOver(
  context: ServiceContext,
  tx: Tx,
  { operatorId, siteId }: SignedIn,
  site: LaundrySite,
  { operationId, visitId, to, by }: Input<'laundry.handOver'>,
): Result<
  null,
  | { readonly type: 'VisitUnknown' }
  | { readonly type: 'VisitOver' }
  | { readonly type: 'StillInMachine'; readonly number: number }
> {
  const visit = findVisit(tx, visitId);
  if (visit === null || visit.siteId !== siteId) return err({ type: 'VisitUnknown' });
  if (findOperation(tx, operationId) !== null) return ok(null);
  if (visit.handedOverAt !== null) return err({ type: 'VisitOver' });
  const [number] = viewVisit(site, visit, context.now()).machineNumbers;
  if (number !== undefined) return err({ type: 'StillInMachine', number });
  const body = { visitId, siteId, to, by };
  context.record(tx, { id: operationId, kind: visitHandedOver, body, operatorId, businessOn: site.today });
  return ok(null);
}

/** What went home in the last day, the newest first. */
export const viewHandedOver = (db: Db, site: LaundrySite, now: number): HandedOver[] =>
  listHandedOver(db, site.siteId, now - MS_PER_DAY).map((visit) => ({
    visitId: visit.visitId,
    tag: visit.tag,
    bags: visit.bags,
    shortCode: householdShortCode(visit.householdId),
    handedOverAt: visit.handedOverAt ?? now,
  }));

/**
 * A hand-over by mistake is taken back: the laundry is here again. Its number may be on somebody else's bags by now, who keep
 * it; then it gets another one, and a paper with it. Law: no two bags that are here have one number.
 */
export function undoHandOver(
  context: ServiceContext,
  tx: Tx,
  { operatorId, siteId }: SignedIn,
  site: LaundrySite,
  { operationId, visitId }: Input<'laundry.undoHandOver'>,
): Result<
  { readonly tag: number; readonly oldTag: number | null; readonly isPrinting: boolean },
  | { readonly type: 'VisitUnknown' }
  | { readonly type: 'NotHandedOver' }
  | { readonly type: 'TagsExhausted'; readonly most: number }
> {
  const visit = findVisit(tx, visitId);
  if (visit === null || visit.siteId !== siteId) return err({ type: 'VisitUnknown' });
  if (findOperation(tx, operationId) !== null) {
    return ok({ tag: visit.tag, oldTag: null, isPrinting: false }); // pressed twice
  }
  const reversesId = findHandOverOf(tx, visitId);
  if (reversesId === null) return err({ type: 'NotHandedOver' });
  const inUse = new Set(listOpenVisits(tx, siteId).map(({ tag }) => tag));
  const isTaken = inUse.has(visit.tag);
  const tag = isTaken ? nextTag(inUse, findLastTag(tx, siteId)) : ok(visit.tag);
  if (!tag.ok) return tag;
  context.record(tx, {
    id: operationId,
    kind: visitHandOverUndone,
    body: { visitId, siteId, tag: tag.value },
    operatorId,
    reversesId,
    businessOn: site.today,
  });
  const isPrinting = isTaken && enqueueTag(tx, context, { ...visit, tag: tag.value });
  return ok({ tag: tag.value, oldTag: isTaken ? visit.tag : null, isPrinting });
}
