// How the screens are built: for the desktop window (Tauri answers) or, with VITE_HOST=fake, for
// browser tests (golden files answer). The fake host is never part of the desktop build.
import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

const fake = process.env['VITE_HOST'] === 'fake';
const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

// The policy of the real window, without the way to Rust: the browser tests run under it too.
const policy = "default-src 'self'; connect-src 'self'; style-src 'self'; img-src 'self' data:";

export default defineConfig({
  plugins: [react()],
  clearScreen: false,
  resolve: {
    alias: { '#host': here(fake ? './src/host/fake.ts' : './src/host/tauri.ts') },
  },
  build: {
    target: ['es2022', 'safari17'],
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 900,
  },
  server: { port: 1420, strictPort: true },
  preview: { strictPort: true, headers: { 'Content-Security-Policy': policy } },
  test: { include: ['src/**/*.test.{ts,tsx}'], environment: 'node' },
});
