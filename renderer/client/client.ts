import type { Answer, CommandName, Input } from '../../shared/contract/contract.ts';
import type { CounterEvent } from '../../shared/contract/events.ts';
import { createBridge } from './bridge.ts';

const bridge = createBridge();

/** Sends one command. What can go wrong is in the answer; it never throws. */
export const invoke = <Name extends CommandName>(name: Name, input: Input<Name>): Promise<Answer<Name>> =>
  bridge.invoke(name, input) as Promise<Answer<Name>>; // handlers are tied to this same contract by type

export const onCounterEvent = (listener: (event: CounterEvent) => void): (() => void) => bridge.on(listener);
