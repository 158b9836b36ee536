import { protocol, type Session } from 'electron';
import { createRendererFiles } from '../renderer-files.ts';

export const appOrigin = 'app://bancone';
export const appAddress = `${appOrigin}/`;

/** Must run before the application is ready: a standard, secure scheme gives the screens one real origin. */
export function registerAppScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
  ]);
}

/** Serves the built screens, and only those, to one session. */
export function serveApp(session: Session, rendererFolder: string): void {
  const files = createRendererFiles(rendererFolder);
  session.protocol.handle('app', async (request) => {
    const { host, pathname } = new URL(request.url);
    if (request.method !== 'GET' || `app://${host}` !== appOrigin) return new Response(null, { status: 403 });
    const { status, headers, body } = await files.read(pathname);
    return new Response(new Uint8Array(body), { status, headers });
  });
}

/** Whether an address belongs to our own page. */
export const isAppUrl = (url: string): boolean => url === appOrigin || url.startsWith(appAddress);
