import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Plugin } from 'vite';

const SOURCE = new URL('../../renderer/offline/service-worker.js', import.meta.url);

/** Emits the service worker with the list of all files of this build, so that a browser can keep the whole app. */
export const offlinePlugin = (): Plugin => ({
  name: 'daybook:offline',
  enforce: 'post',
  generateBundle(_options, bundle) {
    const files = [
      '/',
      ...Object.keys(bundle)
        .filter((name) => name !== 'index.html')
        .map((name) => `/${name}`),
    ].toSorted();
    const contents = Object.values(bundle).map((file) => (file.type === 'chunk' ? file.code : file.source));
    const version = createHash('sha256');
    for (const content of contents) version.update(content);
    const source = readFileSync(SOURCE, 'utf8')
      .replace("'VERSION'", JSON.stringify(version.digest('hex').slice(0, 16)))
      .replace("'FILES'", JSON.stringify(files));
    this.emitFile({ type: 'asset', fileName: 'service-worker.js', source });
  },
});
