/** The benchmarks' pages, bundled as the app is, and the logs they fetch, on 127.0.0.1. */
import { createServer } from 'node:http';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join, normalize } from 'node:path';
import react from '@vitejs/plugin-react';
import { build } from 'vite';

export interface Site {
  readonly url: string;
  /** Serves `bytes` under `/data/name`. */
  offer(name: string, bytes: Uint8Array): void;
  close(): Promise<void>;
}

const TYPES: { readonly [extension: string]: string } = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.wasm': 'application/wasm',
};

/** Isolated pages have clocks of 5 µs; others of 100. */
const HEADERS = {
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
  'cache-control': 'no-store',
};

export const openSite = async (): Promise<Site> => {
  const folder = await mkdtemp(join(tmpdir(), 'daybook-bench-pages-'));
  await build({
    configFile: false,
    root: join(import.meta.dirname, 'pages'),
    logLevel: 'error',
    plugins: [react()],
    worker: { format: 'es' },
    build: { outDir: folder, emptyOutDir: true, target: 'es2023' },
  });
  const offered = new Map<string, Uint8Array>();
  const server = createServer((request, response) => {
    const name = normalize(new URL(request.url ?? '/', 'http://localhost').pathname).slice(1);
    const send = (bytes: Uint8Array): void => {
      response.writeHead(200, {
        ...HEADERS,
        'content-type': TYPES[extname(name) || '.html'] ?? 'application/octet-stream',
      });
      response.end(bytes);
    };
    const bytes = offered.get(name);
    if (bytes) return send(bytes);
    // Every address of the app is its one page.
    const file = extname(name) === '' ? 'index.html' : name;
    readFile(join(folder, file)).then(send, () => response.writeHead(404, HEADERS).end());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    offer: (name, bytes) => void offered.set(`data/${name}`, bytes),
    close: async () => {
      server.closeAllConnections();
      server.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
};
