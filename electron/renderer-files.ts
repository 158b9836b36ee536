import { randomBytes } from 'node:crypto';
import { readFile, realpath } from 'node:fs/promises';
import { extname, resolve, sep } from 'node:path';

/** One file of the built screens with the headers that both hosts send. */
export type RendererFile = { status: 200; headers: Record<string, string>; body: Buffer };
export type RendererFileRefused = { status: 404; headers: Record<string, string>; body: Buffer };

export type RendererFiles = { read(pathname: string): Promise<RendererFile | RendererFileRefused> };

const mimeTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff': 'font/woff',
  '.woff2': 'font/woff2',
  '.wav': 'audio/wav',
  '.mp3': 'audio/mpeg',
};

/** What index.html carries where the nonce of each response goes. */
const noncePlaceholder = '__CSP_NONCE__';

/**
 * Reads the built screens from one folder and from nowhere else: an address that leaves it, by dots, by an encoded
 * separator or by a link, is answered like a file that does not exist.
 */
export function createRendererFiles(folder: string): RendererFiles {
  return {
    async read(pathname) {
      const file = await locate(folder, pathname);
      const mimeType = file === undefined ? undefined : mimeTypes[extname(file)];
      if (file === undefined || mimeType === undefined) return refused;
      const body = await readFile(file);
      if (extname(file) === '.html') return page(body, mimeType);
      return {
        status: 200,
        headers: {
          ...safetyHeaders,
          'Content-Type': mimeType,
          // The bundler puts a hash of the content into the name of all but the page itself.
          'Cache-Control': 'public, max-age=31536000, immutable',
        },
        body,
      };
    },
  };
}

function page(template: Buffer, mimeType: string): RendererFile {
  const nonce = randomBytes(16).toString('base64');
  return {
    status: 200,
    headers: {
      ...safetyHeaders,
      'Content-Type': mimeType,
      'Content-Security-Policy': contentSecurityPolicy(nonce),
      'Cache-Control': 'no-store',
    },
    body: Buffer.from(template.toString('utf8').replaceAll(noncePlaceholder, nonce)),
  };
}

/** Only our own files; a style may also carry the nonce of this one response, which React Aria's needs. */
export const contentSecurityPolicy = (nonce: string): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "font-src 'self'",
    "media-src 'self'",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');

const safetyHeaders: Readonly<Record<string, string>> = {
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
};

const refused: RendererFileRefused = {
  status: 404,
  headers: { ...safetyHeaders, 'Content-Type': 'text/plain; charset=utf-8', 'Cache-Control': 'no-store' },
  body: Buffer.from('404'),
};

/** The real path of a file inside the folder, or undefined. */
async function locate(folder: string, pathname: string): Promise<string | undefined> {
  let decoded: string;
  try {
    decoded = decodeURIComponent(pathname);
  } catch {
    return undefined;
  }
  // A NUL would make the file system throw; a backslash is a separator on Windows alone.
  if (decoded.includes('\0') || decoded.includes('\\')) return undefined;
  const relative = decoded === '/' ? 'index.html' : decoded.replace(/^\/+/, '');
  try {
    const root = await realpath(folder);
    const file = await realpath(resolve(root, relative));
    return file.startsWith(root + sep) ? file : undefined;
  } catch {
    return undefined;
  }
}
