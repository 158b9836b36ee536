import { type IpcMain, type IpcMainInvokeEvent, ipcMain, type WebContents } from 'electron';
import { isAppUrl } from './app-protocol.ts';
import { eventChannel, invokeChannel } from './channels.ts';
import { readInput } from './input.ts';

/** What lies behind the door: the counter, with the session of this one window already chosen. */
export type CounterDoor = {
  invoke(command: string, input: unknown): Promise<unknown>;
  subscribe(listener: (event: unknown) => void): () => void;
};

export type RefusedCall = 'ForeignFrame' | 'NoCommand' | 'BadInput';

/**
 * Opens the only way from the screens into this process. A call counts if it comes from the main frame of this
 * window while that shows our own page; anything else is refused and logged, never answered.
 * @returns closes the door
 */
export function openDoor(
  contents: WebContents,
  door: CounterDoor,
  logRefused: (reason: RefusedCall) => void,
  ipc: IpcMain = ipcMain,
): () => void {
  const refuse = (reason: RefusedCall): never => {
    logRefused(reason);
    // What crosses to the renderer is data: the caller learns only that nobody listens.
    throw new Error(reason);
  };
  ipc.handle(invokeChannel, (event, command: unknown, input: unknown) => {
    if (!comesFromOurPage(event, contents)) return refuse('ForeignFrame');
    if (typeof command !== 'string' || command.length > 100) return refuse('NoCommand');
    const read = readInput(input);
    return read.ok ? door.invoke(command, read.value) : refuse('BadInput');
  });
  const unsubscribe = door.subscribe((event) => {
    if (!contents.isDestroyed()) contents.send(eventChannel, event);
  });
  return () => {
    unsubscribe();
    ipc.removeHandler(invokeChannel);
  };
}

function comesFromOurPage(event: IpcMainInvokeEvent, contents: WebContents): boolean {
  const frame = event.senderFrame;
  return event.sender === contents && frame !== null && frame === contents.mainFrame && isAppUrl(frame.url);
}
