import { join } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** The screens. Both hosts serve out/renderer under a strict CSP: nothing inline, everything by relative address. */
export default defineConfig({
  root: join(import.meta.dirname, 'renderer'),
  base: './',
  plugins: [react()],
  build: {
    outDir: join(import.meta.dirname, 'out', 'renderer'),
    emptyOutDir: true,
    sourcemap: false,
    target: 'chrome140',
    // A data: address would need its own permission in the CSP.
    assetsInlineLimit: 0,
    // The polyfill is an extra script for browsers that none of the hosts uses.
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 2_000,
  },
});
