import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import tailwind from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

/** Where the development server finds the API: the address that `npm start` prints. */
const GATEWAY = process.env['GATEWAY'] ?? 'http://127.0.0.1:8080';

/** Most JavaScript a first visit may load, in KB of gzip: a second or so on a slow phone connection. */
const BUDGET_KB = 220;

/** Prints how much JavaScript a first visit loads, and fails the build when that is over the budget. */
const budget: Plugin = {
  name: 'budget',
  apply: 'build',
  generateBundle(_options, bundle) {
    const first = Object.values(bundle).flatMap((file) =>
      file.type === 'chunk' && !file.isDynamicEntry ? file.code : [],
    );
    const kb = Math.ceil(first.reduce((sum, code) => sum + gzipSync(code).length, 0) / 1_000);
    this.info(`initial JavaScript: ${kb} KB gzip of ${BUDGET_KB} KB`);
    if (kb > BUDGET_KB) this.error(`The initial JavaScript is ${kb} KB gzip; at most ${BUDGET_KB} KB are allowed.`);
  },
};

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  root: here('.'),
  plugins: [react(), tailwind(), budget],
  resolve: { alias: { '@shared/contracts': here('../shared/contracts/src/index.ts') } },
  build: {
    outDir: here('dist'),
    emptyOutDir: true,
    target: 'es2023',
    // A data: URL would need its own exception in the content security policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // The budget above is the limit that counts.
    chunkSizeWarningLimit: 1_000,
  },
  // The gateway answers only its own origin: a request through the proxy must look as if it came from there.
  server: {
    proxy: { '^/(api/|config\\.json$)': { target: GATEWAY, changeOrigin: true, headers: { origin: GATEWAY } } },
  },
});
