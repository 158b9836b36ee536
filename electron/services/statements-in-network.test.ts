import { v7 } from 'uuid';
import { describe, expect, test } from 'vitest';
import { householdAccount } from '../../shared/domain/account.ts';
import {
  deviceIdSchema,
  operationIdSchema,
  programmeIdSchema,
  siteIdSchema,
} from '../../shared/domain/ids.ts';
import { localDateSchema } from '../../shared/domain/local-date.ts';
import { creditToppedUp } from '../../shared/operations/credit-operations.ts';
import { readBody } from '../../shared/operations/kinds.ts';
import { deviceRegistered, siteSet } from '../../shared/operations/network-operations.ts';
import type { Operation } from '../../shared/operations/operation.ts';
import { aCounter, callerOf } from '../counter-fixture.ts';
import { getOwnHead, insertOperation } from '../database/log.ts';
import { project } from '../database/project.ts';
import { findStatementParts } from '../database/statements.ts';
import { insertMembership, numberOfForeignDevice, setHubHeard, takeAccountState } from '../database/sync.ts';
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
      const [first] = findStatementParts(counter.db, operationId) ?? [];
      return first?.head;
    },
    /** The hub says how an account stands, as of all that it has taken. */
    stands: (posted: number) =>
      counter.inTransaction((tx) => {
        const account = householdAccount(householdId, 'cents');
        const state = { account, unit: 'cents', posted, reserved: 0, leased: 0 } as const;
        takeAccountState(tx, state, getOwnHead(tx).seq, 1);
      }),
    join: () =>
      counter.inTransaction((tx) => {
        const { siteId, organisationId } = counter;
        const { deviceId } = getOwnHead(tx);
        const place = { deviceId, siteId, siteKind: 'office' as const, organisationId, officeOf: [] };
        const hub = {
          address: 'https://hub.invalid',
          deviceId,
          privateKey: '',
          place,
          epoch: 1,
          joinedAt: 1,
        };
        insertMembership(tx, hub, []);
        setHubHeard(tx, heardAt);
      }),
  };
}

const heardAt = 1_789_000_000_000;

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

describe('the paper of a counter that has joined a hub', () => {
  test('is of when the hub was heard last, and names whose movements are on the account and not on the paper', async () => {
    const office = anOffice();
    const elsewhere = { siteId: siteIdSchema.parse(v7()), organisationId: office.organisationId };
    const fano = { ...elsewhere, name: 'Emporio di Fano', shortName: 'FAN', kind: 'emporio' as const };
    office.write(siteSet, { ...fano, isActive: true });
    office.write(deviceRegistered, {
      deviceId: deviceIdSchema.parse(v7()),
      siteId: fano.siteId,
      name: 'Cassa',
    });
    office.hear(office.topUp(1_000, '2026-11-02'));
    expect(await office.print('2026-11-01', '2026-11-20')).toMatchObject({
      updatedAt: office.clock.now,
      notSynchronised: [],
    });
    office.join();
    office.stands(1_000);
    expect(await office.print('2026-11-01', '2026-11-20')).toMatchObject({
      updatedAt: heardAt,
      notSynchronised: [],
    });
    office.stands(700); // 3 euro were spent at Fano
    expect(await office.print('2026-11-01', '2026-11-20')).toMatchObject({
      closing: 1_000,
      notSynchronised: [{ counter: 'Emporio di Fano' }],
    });
    // And so does the screen, beside which the till shows another figure.
    expect((await office.view('2026-11-01', '2026-11-20')).lacking).toEqual(['Emporio di Fano']);
  });
});
