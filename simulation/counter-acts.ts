import type { Tx } from '../electron/database/database.ts';
import {
  closeAuthorisation,
  dropQuestion,
  findOwnLease,
  insertAuthorisation,
  listAuthorisationSpends,
  listOpenAuthorisations,
  takeAuthoriseAnswer,
} from '../electron/database/leases.ts';
import type { Covers } from '../electron/database/log.ts';
import { headOf } from '../electron/database/merges.ts';
import { findSale, type ReturnBody } from '../electron/database/sales.ts';
import { abandonAuthorisation, giveBackRecalled, giveUpForgotten } from '../electron/sync/close-cover.ts';
import { planCover } from '../electron/sync/plan-cover.ts';
import type { AccountName } from '../shared/domain/account.ts';
import {
  type AuthorisationId,
  authorisationIdSchema,
  type HouseholdId,
  type OperationId,
  operationIdSchema,
} from '../shared/domain/ids.ts';
import type { LocalDate } from '../shared/domain/local-date.ts';
import type { Cover } from '../shared/domain/posting.ts';
import { limitPeriodOn } from '../shared/domain/scheme-period.ts';
import { saleCompleted, saleReturned } from '../shared/operations/sale-operations.ts';
import type { Claim } from '../shared/sync/claims.ts';
import type { AuthoriseAnswer, LeasesAnswer, Spend } from '../shared/sync/protocol.ts';
import type { CounterPen } from './counter-pen.ts';
import { randomUuid } from './random.ts';
import { decideMerge, findPart, type MergeAct, type needsOf, underGrant } from './simulated-merge.ts';
import {
  anySale,
  type claimsToTakeBack,
  type Pieces,
  payingAccount,
  type ReturnTo,
  returnBody,
  type Sale,
  saleBody,
  type Tender,
} from './simulated-sale.ts';

/** What the hub is asked for. */
export type Question = {
  readonly authorisationId: AuthorisationId;
  readonly operationId: OperationId;
  readonly spends: readonly Spend[];
  readonly claims: readonly Claim[];
};

/** What is made once the hub has said yes. */
type Act =
  | Sale
  | {
      readonly type: 'return';
      readonly saleId: OperationId;
      readonly pieces: Pieces;
      readonly endedTo: ReturnTo;
    }
  | MergeAct;
export type Asked = Question & { readonly act: Act };

/** What people at a simulated counter do that the hub may have to be asked for. */
export function createActs(pen: CounterPen) {
  const { db, inTransaction, record, random, now, today, place, operatorId } = pen;
  const sell = (tx: Tx, id: OperationId, sale: Sale, covers: Covers) =>
    record(tx, {
      id,
      kind: saleCompleted,
      body: saleBody(place().siteId, sale),
      operatorId,
      businessOn: today(),
      covers,
    });
  const giveBack = (tx: Tx, id: OperationId, body: ReturnBody, reversesId: OperationId) =>
    record(tx, {
      id,
      kind: saleReturned,
      body,
      operatorId,
      reversesId,
      businessOn: today(),
    });
  const monthStartsOn = (): LocalDate => limitPeriodOn(today()).startsOn;
  /** Kept before it is asked. */
  const toAsk = (tx: Tx, act: Act, spends: readonly Spend[], claims: readonly Claim[]): Asked => {
    const authorisationId = authorisationIdSchema.parse(randomUuid(random));
    const operationId = operationIdSchema.parse(randomUuid(random));
    insertAuthorisation(tx, { authorisationId, operationId, askedAt: now() }, spends, claims);
    return { authorisationId, operationId, spends, claims, act };
  };

  return {
    /** Sells under a lease, at once; or says what the hub is to be asked, kept before it is asked. */
    spend: (householdId: HouseholdId, amount: number, tender: Tender = 'cents'): Asked | null =>
      inTransaction((tx) => {
        const sale = { type: 'sale', householdId, amount, tender, monthStartsOn: monthStartsOn() } as const;
        const plan = planCover(tx, [{ account: payingAccount(sale), unit: tender, amount }]);
        if (plan.type === 'alone') throw new Error('Assertion failed: every counter here has joined');
        if (plan.type === 'ask') return toAsk(tx, sale, plan.spends, []);
        sell(tx, operationIdSchema.parse(randomUuid(random)), sale, plan.covers);
        return null;
      }),
    /** A sale that somebody may bring back here. */
    anySale: () => anySale(db, place().siteId, random),
    /** Some of a sale of this site comes back, whichever till made it: at once, or once the hub has said so. */
    takeBack: (
      saleId: OperationId,
      pieces: Pieces,
      endedTo: ReturnTo,
      findClaims: typeof claimsToTakeBack,
    ): Asked | null =>
      inTransaction((tx) => {
        const sale = findSale(tx, saleId);
        const body =
          sale?.body.siteId === place().siteId ? returnBody(tx, sale, pieces, today(), endedTo) : null;
        if (sale === null || body === null) return null;
        const claims = findClaims(tx, sale, body);
        if (claims.length > 0) return toAsk(tx, { type: 'return', saleId, pieces, endedTo }, [], claims);
        giveBack(tx, operationIdSchema.parse(randomUuid(random)), body, saleId);
        return null;
      }),
    /** Joins two households, or parts one again: once the hub has said so, or at once where it need not be asked. */
    askToMerge: (act: MergeAct, findNeeds: typeof needsOf): Asked | null =>
      inTransaction((tx) => {
        const operationId = operationIdSchema.parse(randomUuid(random));
        const needs = findNeeds(pen, tx, operatorId, operationId, act);
        if (needs === null) return null;
        const { spends, claims } = needs;
        if (spends.length > 0 || claims.length > 0) return toAsk(tx, act, spends, claims);
        const authorisationId = authorisationIdSchema.parse(operationId); // nothing is spent under it
        decideMerge(pen, tx, operatorId, operationId, act, underGrant({ authorisationId, spends }));
        return null;
      }),
    /** What would part a household from the one that it is read as here; null where it is itself. */
    partOf: (householdId: HouseholdId): MergeAct | null => findPart(db, householdId),
    headOf: (householdId: HouseholdId): HouseholdId => headOf(db, householdId),
    /** The hub's word on what was asked: the act is decided again and made under it, or not made. */
    answered: ({ authorisationId, operationId, spends, act }: Asked, answer: AuthoriseAnswer) =>
      inTransaction((tx) => {
        takeAuthoriseAnswer(tx, authorisationId, answer);
        if (answer.type === 'refused') return;
        if (act.type === 'sale') {
          // Decided again, it is paid from another account than the one that the hub was asked about.
          if (act.tender === 'points' && act.monthStartsOn !== monthStartsOn())
            return abandonAuthorisation(pen, tx, { authorisationId, operationId });
          const cover: Cover = { kind: 'authorisation', id: authorisationId };
          sell(tx, operationId, act, new Map([[payingAccount(act), cover]]));
          closeAuthorisation(tx, authorisationId);
          return;
        }
        if (act.type !== 'return') {
          const grant = { authorisationId, operationId, spends };
          if (!decideMerge(pen, tx, operatorId, operationId, act, underGrant(grant)).ok)
            return abandonAuthorisation(pen, tx, grant);
          closeAuthorisation(tx, authorisationId);
          return;
        }
        const sale = findSale(tx, act.saleId);
        const body = sale === null ? null : returnBody(tx, sale, act.pieces, today(), act.endedTo);
        if (body === null) return abandonAuthorisation(pen, tx, { authorisationId, operationId });
        giveBack(tx, operationId, body, act.saleId);
        closeAuthorisation(tx, authorisationId);
      }),
    /** The hub looked at nothing of it: it was never asked. */
    dropped: ({ authorisationId }: Asked) => inTransaction((tx) => dropQuestion(tx, authorisationId)),
    /** The hub's word, and no act. */
    heard: ({ authorisationId }: Asked, answer: AuthoriseAnswer) =>
      inTransaction((tx) => takeAuthoriseAnswer(tx, authorisationId, answer)),
    /** Questions whose act nobody waits for any more. */
    openQuestions: (): Question[] =>
      listOpenAuthorisations(db).map(({ authorisationId, operationId, claims }) => ({
        authorisationId,
        operationId,
        claims,
        spends: listAuthorisationSpends(db, authorisationId),
      })),
    /** The hub's word on such a question: what it granted is given up. */
    settled: (asked: Question, answer: AuthoriseAnswer) =>
      inTransaction((tx) => {
        takeAuthoriseAnswer(tx, asked.authorisationId, answer);
        if (answer.type === 'granted') abandonAuthorisation(pen, tx, asked);
      }),
    giveUpForgotten: (answer: LeasesAnswer): boolean =>
      inTransaction((tx) => giveUpForgotten(pen, tx, answer)),
    giveBackRecalled: (): boolean => inTransaction((tx) => giveBackRecalled(pen, tx)),
    /** What is left of its lease on an account, as it knows. */
    leasedOf: (account: AccountName): number => findOwnLease(db, account)?.amount ?? 0,
  };
}
