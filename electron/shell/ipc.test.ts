import type { IpcMain, WebContents } from 'electron';
import { beforeEach, expect, test, vi } from 'vitest';
import { eventChannel, invokeChannel } from './channels.ts';
import { openDoor, type RefusedCall } from './ipc.ts';

// Electron's package is a program's path outside Electron: importing the real one would try to download it.
vi.mock('electron', () => ({ ipcMain: undefined, protocol: undefined }));

type Handler = (event: unknown, command: unknown, input: unknown) => unknown;

function aDoor() {
  const handlers = new Map<string, Handler>();
  const ipc = {
    handle: (channel: string, handler: Handler) => void handlers.set(channel, handler),
    removeHandler: (channel: string) => void handlers.delete(channel),
  };
  const mainFrame = { url: 'app://bancone/index.html' };
  const sent: unknown[][] = [];
  const contents = {
    mainFrame,
    isDestroyed: () => false,
    send: (...args: unknown[]) => void sent.push(args),
  };
  const listeners = new Set<(event: unknown) => void>();
  const calls: unknown[][] = [];
  const refused: RefusedCall[] = [];
  const close = openDoor(
    // Only the members that the door touches: the rest of a WebContents needs Electron itself.
    contents as unknown as WebContents,
    {
      invoke: async (command, input) => {
        calls.push([command, input]);
        return 'answer';
      },
      subscribe: (listener) => {
        listeners.add(listener);
        return () => void listeners.delete(listener);
      },
    },
    (reason) => void refused.push(reason),
    // Likewise: the two members that the door touches.
    ipc as unknown as IpcMain,
  );
  const call = (event: object, command: unknown, input?: unknown) => {
    const handler = handlers.get(invokeChannel);
    if (handler === undefined) throw new Error('the door is closed');
    return handler(event, command, input);
  };
  const fromOurPage = { sender: contents, senderFrame: mainFrame };
  return { call, calls, close, contents, fromOurPage, handlers, listeners, mainFrame, refused, sent };
}

let door: ReturnType<typeof aDoor>;
beforeEach(() => {
  door = aDoor();
});

test('a call from our page reaches the counter', async () => {
  expect(await door.call(door.fromOurPage, 'sale.complete', { lines: [] })).toBe('answer');
  expect(door.calls).toEqual([['sale.complete', { lines: [] }]]);
});

test('a foreign page, a frame inside the page, another window and a frame that is gone are refused', () => {
  const { contents, mainFrame } = door;
  const strangers = [
    { sender: contents, senderFrame: { url: 'app://bancone/' } },
    { sender: { mainFrame }, senderFrame: mainFrame },
    { sender: contents, senderFrame: null },
  ];
  for (const stranger of strangers)
    expect(() => door.call(stranger, 'sale.complete')).toThrow('ForeignFrame');
  for (const url of [
    'https://example.org/',
    'app://bancone.example.org/',
    'app://other/',
    'file:///index.html',
  ]) {
    mainFrame.url = url;
    expect(() => door.call(door.fromOurPage, 'sale.complete')).toThrow('ForeignFrame');
  }
  expect({ calls: door.calls, refused: door.refused.length }).toEqual({ calls: [], refused: 7 });
});

test('what is not a command with a bounded input is refused', () => {
  expect(() => door.call(door.fromOurPage, { toString: () => 'sale.complete' })).toThrow('NoCommand');
  expect(() => door.call(door.fromOurPage, 'x'.repeat(101))).toThrow('NoCommand');
  expect(() => door.call(door.fromOurPage, 'sale.complete', 'x'.repeat(10_000_000))).toThrow('BadInput');
  expect({ calls: door.calls, refused: door.refused }).toEqual({
    calls: [],
    refused: ['NoCommand', 'NoCommand', 'BadInput'],
  });
});

test('events go to the screens until the door is closed', () => {
  for (const listener of door.listeners) listener({ type: 'SaleCompleted' });
  expect(door.sent).toEqual([[eventChannel, { type: 'SaleCompleted' }]]);
  door.close();
  expect({ listeners: door.listeners.size, handlers: door.handlers.size }).toEqual({
    listeners: 0,
    handlers: 0,
  });
});
