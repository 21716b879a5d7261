import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';
import { offlinePlugin } from './tools/build/offline-plugin.ts';

export default defineConfig({
  main: {
    build: {
      // Everything but Electron is bundled: the packaged app needs no node_modules.
      externalizeDeps: false,
      rolldownOptions: { input: 'main/index.ts' },
    },
  },
  preload: {
    build: {
      externalizeDeps: false,
      rolldownOptions: {
        input: 'main/preload.ts',
        // A sandboxed preload is one CommonJS file.
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: 'renderer',
    build: {
      target: 'es2023',
      minify: true,
      rolldownOptions: { input: 'renderer/index.html' },
    },
    worker: { format: 'es' },
    plugins: [
      react(),
      // electron-vite makes addresses relative, which fails on a reload of /records/… in the browser.
      offlinePlugin(),
      { name: 'daybook:absolute-base', enforce: 'post', config: () => ({ base: '/' }) },
    ],
  },
});
