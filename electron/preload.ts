import { contextBridge, type IpcRendererEvent, ipcRenderer } from 'electron';
import { eventChannel, invokeChannel } from './shell/channels.ts';

contextBridge.exposeInMainWorld('bancone', {
  invoke: (command: string, input: unknown): Promise<unknown> =>
    ipcRenderer.invoke(invokeChannel, command, input),
  on: (listener: (event: unknown) => void): (() => void) => {
    // The renderer never gets Electron's own event object, which would hand it the sender.
    const forward = (_event: IpcRendererEvent, event: unknown): void => listener(event);
    ipcRenderer.on(eventChannel, forward);
    return () => {
      ipcRenderer.off(eventChannel, forward);
    };
  },
});
