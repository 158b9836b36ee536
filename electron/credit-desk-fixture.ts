import { v7 } from 'uuid';
import {
  type HouseholdId,
  type OperationId,
  operationIdSchema,
  programmeIdSchema,
} from '../shared/domain/ids.ts';
import { aCounter, callerOf } from './counter-fixture.ts';
import { balanceOf, findHouseholdNumber } from './database/households.ts';
import type { Draft } from './database/log.ts';
import { createCreditService } from './services/credit.ts';

export const newOperationId = () => operationIdSchema.parse(v7());
export const programmeId = programmeIdSchema.parse('surplus');

/** An office that gives credit, and what was recorded there. */
export function aCreditDesk() {
  const counter = aCounter();
  const office = callerOf(counter.anOperator('Ugo Ufficio', 'office'));
  const { handlers } = createCreditService(counter.context);
  const topUp = (householdId: HouseholdId, amount: number, operationId = newOperationId()) =>
    handlers['credit.topUp'](office, {
      operationId,
      householdId,
      programmeId,
      purse: 'cents',
      amount,
      reason: 'first-need',
    });
  const residual = (householdId: HouseholdId, account = 'cents') =>
    balanceOf(counter.db, findHouseholdNumber(counter.db, householdId) ?? 0, account);
  const operations = () => counter.raw.prepare('SELECT count(*) FROM operation').pluck().get();
  const takeBack = (topUpId: ReturnType<typeof newOperationId>, operationId = newOperationId()) =>
    handlers['credit.takeBack'](office, { operationId, topUpId, reason: 'mistake' });
  const adjust = (
    householdId: HouseholdId,
    purse: 'points' | 'points-baby' | 'cents' | 'washes',
    amount: number,
  ) =>
    handlers['credit.adjust'](office, {
      operationId: newOperationId(),
      householdId,
      purse,
      amount,
      reason: 'recording-mistake',
    });
  const record = <Body>(draft: Pick<Draft<Body>, 'kind' | 'body' | 'reversesId'> & { id?: OperationId }) =>
    counter.inTransaction((tx) =>
      counter.context.record(tx, {
        id: newOperationId(),
        operatorId: office.operator().operatorId,
        businessOn: counter.clock.today,
        ...draft,
      }),
    );
  return { ...counter, office, handlers, topUp, residual, operations, takeBack, adjust, record };
}
