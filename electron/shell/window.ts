import { app, BrowserWindow, Menu } from 'electron';
import { appAddress } from './app-protocol.ts';

/** The one window of a counter. It shows itself when the first screen is painted. */
export function createWindow(preloadFile: string): BrowserWindow {
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
