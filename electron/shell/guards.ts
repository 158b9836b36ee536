import { app, type Session } from 'electron';
import { isAppUrl } from './app-protocol.ts';

/** The screens need no camera, place, device or notification: every permission is refused without asking. */
export function denyPermissions(session: Session): void {
  session.setPermissionRequestHandler((_contents, _permission, answer) => answer(false));
  session.setPermissionCheckHandler(() => false);
  session.setDevicePermissionHandler(() => false);
  session.setDisplayMediaRequestHandler(null);
}

/** No request of the screens leaves this program: what they need is served by app:// and the one IPC door. */
export function denyNetwork(session: Session): void {
  session.webRequest.onBeforeRequest((details, answer) => {
    const isOwn = isAppUrl(details.url) || /^(data|blob|devtools):/.test(details.url);
    answer({ cancel: !isOwn });
  });
}

/** Whatever contents are ever made, they stay on our page, open no window and hold no other page inside them. */
export function guardEveryContents(): void {
  app.on('web-contents-created', (_event, contents) => {
    contents.on('will-frame-navigate', (details) => {
      if (!isAppUrl(details.url)) details.preventDefault();
    });
    contents.on('will-redirect', (details) => {
      if (!isAppUrl(details.url)) details.preventDefault();
    });
    contents.on('will-attach-webview', (event) => event.preventDefault());
    contents.setWindowOpenHandler(() => ({ action: 'deny' }));
  });
}
