import { app, BrowserWindow, Menu } from 'electron';
import { appAddress } from './app-protocol.ts';

const maxReloads = 3;

/**
 * The one window of a counter. It shows itself when the first screen is painted, and loads its page again where the
 * process behind it dies: the open basket is in the database.
 */
export function createWindow(preloadFile: string, logGone: (reason: string) => void): BrowserWindow {
  hideMenu();
  const window = new BrowserWindow({
    width: 1366,
    height: 768,
    minWidth: 1024,
    minHeight: 640,
    show: false,
    autoHideMenuBar: true,
    webPreferences: {
      preload: preloadFile,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      webviewTag: false,
      // Its dictionaries would be fetched from outside, and household names are not for a word list.
      spellcheck: false,
      devTools: !app.isPackaged,
    },
  });
  window.once('ready-to-show', () => {
    window.maximize();
    window.show();
  });
  let reloads = 0;
  window.webContents.on('render-process-gone', (_event, { reason }) => {
    logGone(reason);
    // A page that kills its process each time would otherwise do so for ever.
    if (reason !== 'clean-exit' && reloads++ < maxReloads) window.reload();
  });
  void window.loadURL(appAddress);
  return window;
}

// Without a menu no hidden shortcut reloads, zooms or closes a till in the middle of a sale. macOS takes copy and
// paste from the menu, so it keeps those.
function hideMenu(): void {
  const menu =
    process.platform === 'darwin'
      ? Menu.buildFromTemplate([{ role: 'appMenu' }, { role: 'editMenu' }])
      : null;
  Menu.setApplicationMenu(menu);
}
