import type { FailureOf, InputOf, OutputOf } from '../shared/contract/command.ts';
import type { CommandName, Contract } from '../shared/contract/contract.ts';
import { assert, type Result } from '../shared/domain/result.ts';
import { type Counter, createCounter } from './counter.ts';
import type { LiveCounter } from './live-counter.ts';
import type { Session } from './session.ts';

export const ADMINISTRATOR_PIN = '2468';

export const setupInput: InputOf<Contract['setup.finish']> = {
  networkName: 'Rete di prova',
  organisationName: 'Ente di prova',
  siteName: 'Emporio di prova',
  siteShortName: 'EMP',
  siteKind: 'emporio',
  deviceName: 'Cassa 1',
  administratorName: 'Anna Rossi',
  pin: ADMINISTRATOR_PIN,
  printer: null,
};

/** Whatever a command may answer: its own outcome, or an error of the door. */
type AnyAnswer<Name extends CommandName> = Result<
  OutputOf<Contract[Name]>,
  FailureOf<Contract[Name]> | { readonly type: string }
>;

/** A counter without a network on a real folder, with a clock that the test holds. */
export async function anEmptyCounter(
  dataFolder: string,
  clock = { now: Date.parse('2026-11-22T10:00:00Z') },
) {
  let live: LiveCounter | null = null;
  const counter: Counter = await createCounter({
    dataFolder,
    now: () => clock.now,
    onOpen: (opened) => {
      live = opened;
    },
  });
  const session = counter.openSession();
  const ask = async <Name extends CommandName>(
    command: Name,
    input: InputOf<Contract[Name]>,
    from: Session = session,
  ): Promise<AnyAnswer<Name>> =>
    // The router ties answers to commands by type; a test meets them as text.
    (await counter.invoke(from, command, input)) as AnyAnswer<Name>; // see above
  return {
    counter,
    clock,
    session,
    ask,
    live: (): LiveCounter => {
      assert(live !== null, 'the counter is open');
      return live;
    },
  };
}

/** The same after its first-run wizard. Nobody is logged in. */
export async function aSetUpCounter(dataFolder: string, clock?: { now: number }) {
  const counter = await anEmptyCounter(dataFolder, clock);
  const made = await counter.ask('setup.makeRecoveryCode', {});
  assert(made.ok, 'a recovery code is made');
  await counter.ask('setup.checkRecoveryCode', { code: made.value.code });
  const finished = await counter.ask('setup.finish', setupInput);
  assert(finished.ok, 'the wizard finishes');
  const status = await counter.ask('session.status', {});
  assert(status.ok && status.value.phase === 'signedOut', 'the log-in screen follows');
  const [administrator] = status.value.operators;
  assert(administrator !== undefined, 'the administrator can log in');
  return { ...counter, recoveryCode: made.value.code, administratorId: administrator.operatorId };
}
