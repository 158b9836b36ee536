import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { app, type BrowserWindow, session } from 'electron';
import { type DemoSite, demoSiteSchema } from '../seeds/demo-network.ts';
import { fillWithDefaultDemo } from '../seeds/fill-empty.ts';
import { type Counter, createCounter } from './counter.ts';
import { leaveHangingThreads } from './end-process.ts';
import { openLogs } from './logs.ts';
import { registerAppScheme, serveApp } from './shell/app-protocol.ts';
import { denyNetwork, denyPermissions, guardEveryContents } from './shell/guards.ts';
import { openDoor } from './shell/ipc.ts';
import { createKeychain } from './shell/safe-storage.ts';
import { createWindow } from './shell/window.ts';

// Built into out/main/main.js: what the window needs lies beside it.
const outFolder = join(import.meta.dirname, '..');

let window: BrowserWindow | null = null;

registerAppScheme();
guardEveryContents();
app.enableSandbox();
// The same small nursery as in build/counter-flags.mjs.
app.commandLine.appendSwitch('js-flags', '--max-semi-space-size=4');

if (app.requestSingleInstanceLock()) {
  app.on('second-instance', () => {
    if (window?.isMinimized() === true) window.restore();
    window?.focus();
  });
  // One window is one counter: closing it ends the program on every system.
  app.on('window-all-closed', () => app.quit());
  void app.whenReady().then(openCounterWindow);
} else {
  app.quit();
}

async function openCounterWindow(): Promise<void> {
  const { dataFolder, isDemo, site } = readOptions();
  // Not in the data folder: what the window has to say must be kept even where that folder cannot be written.
  const logs = openLogs(app.getPath('userData'));
  process.on('uncaughtExceptionMonitor', (error) => logs.incident('uncaught', error));

  denyPermissions(session.defaultSession);
  denyNetwork(session.defaultSession);
  serveApp(session.defaultSession, join(outFolder, 'renderer'));

  const counter = await createCounter({
    dataFolder,
    keychain: createKeychain(),
    ...(isDemo ? { fillEmpty: fillWithDefaultDemo(site) } : {}),
  });
  closeBeforeQuit(counter);
  const caller = counter.openSession();
  window = createWindow(join(outFolder, 'preload', 'preload.cjs'), (reason) =>
    logs.warn('renderer.gone', { reason }),
  );
  const closeDoor = openDoor(
    window.webContents,
    {
      invoke: (command, input) => counter.invoke(caller, command, input),
      subscribe: counter.events.subscribe,
    },
    (reason) => logs.warn('door.refused', { reason }),
  );
  window.once('closed', () => {
    closeDoor();
    counter.closeSession(caller);
    window = null;
  });
}

/** Lets the counter finish writing before the program ends. */
function closeBeforeQuit(counter: Counter): void {
  let isClosed = false;
  app.on('will-quit', (event) => {
    if (isClosed) return;
    event.preventDefault();
    void counter
      .close()
      .finally(leaveHangingThreads)
      .finally(() => {
        isClosed = true;
        app.quit();
      });
  });
}

function readOptions(): { dataFolder: string; isDemo: boolean; site: DemoSite } {
  const { values } = parseArgs({
    // Started from the sources, the first argument is the folder of the application.
    args: process.argv.slice(app.isPackaged ? 1 : 2),
    options: { data: { type: 'string' }, empty: { type: 'boolean' }, site: { type: 'string' } },
    // Chromium's own switches come the same way.
    strict: false,
  });
  const given = typeof values.data === 'string' ? values.data : undefined;
  // The demo, which is what the sources open, never shares a folder with a real network.
  const isDemo = !app.isPackaged && values.empty !== true;
  const site = demoSiteSchema.catch('emporio').parse(values.site);
  const demoFolder = site === 'emporio' ? 'demo' : `demo-${site}`;
  return { dataFolder: given ?? join(app.getPath('userData'), isDemo ? demoFolder : 'data'), isDemo, site };
}
