import type { anEmptyCounter } from '../electron/set-up-fixture.ts';
import type { InputOf, OutputOf } from '../shared/contract/command.ts';
import type { CommandName, Contract } from '../shared/contract/contract.ts';

export type OpenCounter = Pick<Awaited<ReturnType<typeof anEmptyCounter>>, 'ask'>;

/** Sends a command that has to go well. */
export async function askOk<Name extends CommandName>(
  counter: OpenCounter,
  command: Name,
  input: InputOf<Contract[Name]>,
): Promise<OutputOf<Contract[Name]>> {
  const answer = await counter.ask(command, input);
  if (!answer.ok) throw new Error(`${command} answered ${JSON.stringify(answer.error)}`);
  return answer.value;
}
