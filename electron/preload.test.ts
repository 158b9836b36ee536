import { expect, test, vi } from 'vitest';
import { eventChannel, invokeChannel } from './shell/channels.ts';

type Bridge = {
  invoke(command: string, input: unknown): Promise<unknown>;
  on(listener: (event: unknown) => void): () => void;
};

const electron = vi.hoisted(() => ({
  exposed: new Map<string, unknown>(),
  listeners: new Map<string, Set<(...args: unknown[]) => void>>(),
}));
vi.mock('electron', () => ({
  contextBridge: {
    exposeInMainWorld: (name: string, api: unknown) => void electron.exposed.set(name, api),
  },
  ipcRenderer: {
    invoke: async (...args: unknown[]) => args,
    on: (channel: string, listener: (...args: unknown[]) => void) => {
      const listeners = electron.listeners.get(channel) ?? new Set();
      electron.listeners.set(channel, listeners.add(listener));
    },
    off: (channel: string, listener: (...args: unknown[]) => void) =>
      void electron.listeners.get(channel)?.delete(listener),
  },
}));

await import('./preload.ts');
// The preload has just put it there; its type is what the renderer declares too.
const bridge = electron.exposed.get('bancone') as Bridge;

test('the screens get two functions and nothing else', () => {
  expect([...electron.exposed.keys()]).toEqual(['bancone']);
  expect(Object.keys(bridge).toSorted()).toEqual(['invoke', 'on']);
});

test('a command goes through the one channel', async () => {
  expect(await bridge.invoke('sale.complete', { lines: [] })).toEqual([
    invokeChannel,
    'sale.complete',
    { lines: [] },
  ]);
});

test('a listener hears events without the event object of Electron, until it unsubscribes', () => {
  const heard: unknown[][] = [];
  const unsubscribe = bridge.on((...args: unknown[]) => void heard.push(args));
  const send = (event: unknown) => {
    for (const listener of electron.listeners.get(eventChannel) ?? []) listener({ sender: 'secret' }, event);
  };
  send({ type: 'A' });
  unsubscribe();
  send({ type: 'B' });
  expect(heard).toEqual([[{ type: 'A' }]]);
});
