/** Serves the built renderer as app://daybook/, an origin of its own that no web page can reach. */
import { readFile } from 'node:fs/promises';
import { extname, join, normalize, sep } from 'node:path';
import { protocol } from 'electron';
import { APP_ORIGIN, APP_SCHEME, RENDERER_ROOT } from './config.ts';
import { contentSecurityPolicy } from './csp.ts';

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
};

/** Must run before the app is ready. */
export const registerAppScheme = (): void =>
  protocol.registerSchemesAsPrivileged([
    {
      scheme: APP_SCHEME,
      privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true, codeCache: true },
    },
  ]);

/** The file that `url` names, undefined when it lies outside the renderer's folder or is no app:// address. */
const fileOf = (url: string): string | undefined => {
  const { protocol: scheme, host, pathname } = new URL(url);
  if (`${scheme}//${host}` !== APP_ORIGIN) return undefined;
  let path: string;
  try {
    path = decodeURIComponent(pathname);
  } catch {
    return undefined;
  }
  if (path.includes('\0') || path.includes('\\')) return undefined;
  // A path without an extension is a place in the app, which the page itself routes.
  const file = normalize(join(RENDERER_ROOT, extname(path) === '' ? 'index.html' : path));
  return file.startsWith(RENDERER_ROOT + sep) ? file : undefined;
};

const respond = async (request: Request, csp: string): Promise<Response> => {
  const headers = { 'content-security-policy': csp, 'x-content-type-options': 'nosniff' };
  if (request.method !== 'GET') return new Response(null, { status: 405, headers });
  const file = fileOf(request.url);
  const type = file && TYPES[extname(file)];
  if (!type) return new Response(null, { status: 404, headers });
  try {
    return new Response(await readFile(file), { headers: { ...headers, 'content-type': type } });
  } catch {
    return new Response(null, { status: 404, headers });
  }
};

export const serveApp = (serverUrl: string): void => {
  const csp = contentSecurityPolicy(serverUrl);
  protocol.handle(APP_SCHEME, (request) => respond(request, csp));
};
