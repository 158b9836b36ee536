import { afterEach, expect, test, vi } from 'vitest';
import { siteAccount } from '../../shared/domain/account.ts';
import { balancesStream } from '../../shared/sync/grants.ts';
import {
  aDesk,
  aHub,
  closeAll,
  PATIENCE,
  twoCounters,
  upToDate,
} from '../../simulation/two-counters-fixture.ts';
import { listProgrammes } from '../database/network.ts';
import type { HubAnswer, Question, QuestionName } from './hub-client.ts';
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
