import { setImmediate as afterOthers } from 'node:timers/promises';
import { afterEach, expect, test, vi } from 'vitest';
import { siteAccount } from '../../shared/domain/account.ts';
import { assert } from '../../shared/domain/result.ts';
import { networkStream } from '../../shared/operations/kind.ts';
import { balancesStream } from '../../shared/sync/grants.ts';
import type { PushAnswer } from '../../shared/sync/protocol.ts';
import {
  aDesk,
  aHub,
  closeAll,
  PATIENCE,
  twoCounters,
  upToDate,
} from '../../simulation/two-counters-fixture.ts';
import { aCounter } from '../counter-fixture.ts';
import { getOwnHead } from '../database/log.ts';
import { listProgrammes } from '../database/network.ts';
import { findCursor } from '../database/sync.ts';
import { aRename } from '../programme-fixture.ts';
import type { HubAnswer, Question, QuestionName } from './hub-client.ts';
import { readShared } from './read-shared.ts';
import type { SyncDeskOptions } from './sync-desk-types.ts';
import { openSyncLine } from './sync-line.ts';

vi.setConfig({ testTimeout: 60_000 });
afterEach(closeAll);

type Answer = HubAnswer<QuestionName>;

/** A line to a hub of which somebody changes what it answers. */
const tampered =
  (
    change: (name: QuestionName, question: Question[QuestionName], answer: Answer) => Answer,
  ): SyncDeskOptions['openLine'] =>
  (options) => {
    const line = openSyncLine(options);
    const ask: typeof line.ask = async (name, question, stop) =>
      change(name, question, await line.ask(name, question, stop)) as never; // of the same question
    return { ...line, ask };
  };

test('a page that breaks whatever reads it holds up no stream after it, and is said', async () => {
  const hub = await aHub();
  const { first, one, renameAtSecond } = await twoCounters(hub);
  await upToDate(one.desk);
  await one.desk.close();
  const fault = { isThere: true };
  // Such a state no hub of this version tells.
  const state = {
    account: siteAccount(first.siteId, 'sales'),
    unit: 'cents',
    posted: 1,
    reserved: 0,
    leased: 0,
  } as const;
  const openLine = tampered((_name, question, answer) => {
    if (!fault.isThere || !('stream' in question) || question.stream !== balancesStream) return answer;
    const { cursor } = question;
    const page = {
      type: 'balances',
      from: cursor,
      to: cursor + 1,
      accounts: [{ ...state, number: cursor + 1 }],
    };
    const value = { ...page, hasMore: false, yourHead: 0, epoch: 1 };
    return { type: 'answered', value: { ok: true, value } } as unknown as Answer; // as the worker reads such a page
  });
  const { desk, bugs } = aDesk(first, openLine);
  desk.start();
  renameAtSecond('Dono');
  await vi.waitFor(() => expect(listProgrammes(first.db)[0]?.name.it).toBe('Dono'), PATIENCE);
  await vi.waitFor(() => expect(desk.condition()).toMatchObject({ problem: 'Unexpected' }), PATIENCE);
  expect(bugs).not.toEqual([]);
  fault.isThere = false;
  await upToDate(desk);
});

test('an answer to a push that takes nothing, or asks for what does not exist, acknowledges nothing and is said', async () => {
  const hub = await aHub();
  const { first, one, topUp, arrives } = await twoCounters(hub);
  await upToDate(one.desk);
  await one.desk.close();
  const { seq } = getOwnHead(first.db);
  const common = { hash: '0'.repeat(64), epoch: 1 };
  const taken = { type: 'acknowledged' as const, hubTime: 1, quarantined: [], ...common };
  const answers = [
    { type: 'gap', expectedSeq: seq + 1000, ...common },
    { type: 'gap', expectedSeq: seq + 1, ...common },
    { ...taken, acknowledgedSeq: seq },
  ] satisfies PushAnswer[];
  const { householdId } = first.aHousehold();
  topUp(householdId, 100);
  for (const value of answers) {
    let pushes = 0;
    const { desk } = aDesk(
      first,
      tampered((name, _question, answer) => {
        if (name !== 'push') return answer;
        pushes += 1;
        return { type: 'answered', value };
      }),
    );
    desk.start();
    await vi.waitFor(
      () => expect(desk.condition()).toMatchObject({ problem: 'AnswerUnreadable', isUnderWay: false }),
      PATIENCE,
    );
    expect([pushes < 5, getOwnHead(first.db).acknowledgedSeq]).toEqual([true, seq]);
    await desk.close();
  }
  aDesk(first).desk.start();
  await arrives(householdId, 100);
});

test('whoever looks at a network of which the hub says again and again that it was restored is told, and not kept waiting', async () => {
  const { deviceId } = getOwnHead(aCounter().db);
  let asked = 0;
  const failure = { type: 'EpochChanged', epoch: 1, yourHead: 0, restoredTo: [] } as const;
  const ask = async () => {
    asked += 1;
    await afterOthers();
    assert(asked < 100, 'it is asked without an end');
    return { type: 'refused', failure } as never; // as the hub refuses to hand out a page
  };
  const read = await readShared({ ask, close: async () => undefined }, deviceId, 1, () => undefined);
  expect([read, asked]).toEqual([{ ok: false, error: 'HubBehind' }, 1]);
});

test('a page that is longer than what was asked for is not taken: the till would wait for it', async () => {
  const hub = await aHub();
  const { first, second, one, two, operator } = await twoCounters(hub);
  await upToDate(two.desk);
  await two.desk.close();
  const header = { operatorId: operator.operatorId, businessOn: first.clock.today };
  first.inTransaction((tx) => {
    for (let written = 0; written < 250; written++) one.record(tx, aRename(`Dono ${written}`, header));
  });
  await upToDate(one.desk);
  const stands = findCursor(second.db, networkStream);
  const fault = { isThere: true };
  const openLine: SyncDeskOptions['openLine'] = (options) => {
    const line = openSyncLine(options);
    const ask: typeof line.ask = (name, question, stop) =>
      line.ask(name, fault.isThere && 'limit' in question ? { ...question, limit: 500 } : question, stop);
    return { ...line, ask };
  };
  const { desk } = aDesk(second, openLine);
  desk.start();
  await vi.waitFor(() => expect(desk.condition()).toMatchObject({ problem: 'PageInvalid' }), PATIENCE);
  expect(findCursor(second.db, networkStream)).toEqual(stands);
  fault.isThere = false;
  await upToDate(desk);
  expect(listProgrammes(second.db)[0]?.name.it).toBe('Dono 249');
});
