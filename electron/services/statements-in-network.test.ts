import { v7 } from 'uuid';
import { describe, expect, test } from 'vitest';
import { operationIdSchema, programmeIdSchema } from '../../shared/domain/ids.ts';
import { localDateSchema } from '../../shared/domain/local-date.ts';
import { creditToppedUp } from '../../shared/operations/credit-operations.ts';
import { readBody } from '../../shared/operations/kinds.ts';
import type { Operation } from '../../shared/operations/operation.ts';
import { aCounter, callerOf } from '../counter-fixture.ts';
import { insertOperation } from '../database/log.ts';
import { project } from '../database/project.ts';
import { numberOfForeignDevice } from '../database/sync.ts';
import { drawStatement } from '../documents/draw-statement.ts';
import { writeMovementsFile } from '../documents/movements-file.ts';
import { aReplica } from '../sync/replica-fixture.ts';
import { createStatementsService } from './statements.ts';

const day = (text: string) => localDateSchema.parse(text);

/** An office that reads what another counter writes. */
function anOffice() {
  const counter = aCounter({ today: '2026-11-20' });
  const office = callerOf(counter.anOperator('Ugo Ufficio', 'office'));
  const { householdId } = counter.aHousehold({ displayName: 'Bianchi Maria' });
  const { householdId: neighbourId } = counter.aHousehold({ displayName: 'Rossi Carla' });
  const { handlers } = createStatementsService(counter.context, {
    draw: drawStatement,
    writeMovements: writeMovementsFile,
    paperDoor: { printFile: async () => never(), printPdf: async () => never() },
  });
  const till = aReplica();
  const topUp = (amount: number, on: string, to = householdId): Operation => {
    const { siteId } = counter;
    const programmeId = programmeIdSchema.parse('surplus');
    return till.inTransaction(
      (tx) =>
        till.record(tx, {
          id: operationIdSchema.parse(v7()),
          kind: creditToppedUp,
          body: { siteId, programmeId, householdId: to, purse: 'cents', amount, reason: 'periodic' },
          operatorId: till.operatorId,
          businessOn: day(on),
        }).operation,
    );
  };
  return {
    ...counter,
    householdId,
    neighbourId,
    topUp,
    hear: (operation: Operation) =>
      counter.inTransaction((tx) => {
        const device = numberOfForeignDevice(tx, operation);
        const n = insertOperation(tx, device, operation);
        project(tx, { n, device, operation, body: readBody(operation) });
      }),
    view: async (from: string, to: string) => {
      const asked = { householdId, purse: 'cents' as const, from: day(from), to: day(to) };
      const answer = await handlers['statements.view'](office, asked);
      if (!answer.ok) throw new Error(answer.error.type);
      return answer.value;
    },
    print: async (from: string, to: string) => {
      const asked = { householdId, purse: 'cents' as const, from: day(from), to: day(to) };
      const operationId = operationIdSchema.parse(v7());
      const answer = await handlers['statements.issue'](office, { ...asked, operationId });
      if (!answer.ok) throw new Error(answer.error.type);
    },
  };
}

const never = () => {
  throw new Error('nothing is printed here');
};

describe('what comes of a counter after a statement was printed', () => {
  test('goes to the next one also where later acts of that counter, for others, were here before it', async () => {
    const office = anOffice();
    office.hear(office.topUp(1_000, '2026-11-02'));
    const late = office.topUp(500, '2026-11-10'); // the hub keeps it aside, say, until its operator's role is there
    office.hear(office.topUp(700, '2026-11-12', office.neighbourId));
    await office.print('2026-11-01', '2026-11-20');
    const printed = await office.view('2026-11-01', '2026-11-20');
    expect(printed.closing).toBe(1_000);

    office.clock.today = day('2026-12-02');
    office.hear(late);
    expect(await office.view('2026-11-01', '2026-11-20')).toEqual(printed);
    const next = await office.view('2026-11-21', '2026-12-02');
    expect([next.opening, next.closing]).toEqual([printed.closing, 1_500]);
    expect(next.lines).toMatchObject([{ amount: 500, lateFrom: '2026-11-10' }]);
  });
});
