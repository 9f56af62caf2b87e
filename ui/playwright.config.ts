// Browser tests against the fake host, in the browser that is installed here. Each run takes a free
// port, so that two checkouts can test at once.
import { createServer } from 'node:net';
import { defineConfig, devices } from '@playwright/test';

const freePort = () =>
  new Promise<string>((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, 'localhost', () => {
      const address = server.address();
      server.close(() => resolve(String(typeof address === 'object' ? address?.port : address)));
    });
  });

// Each worker reads this file again and must meet the port of the process that started it: workers
// inherit its environment.
process.env['MUSTER_TEST_PORT'] ??= await freePort();
const port = Number(process.env['MUSTER_TEST_PORT']);

export default defineConfig({
  testDir: './tests',
  outputDir: './test-results',
  fullyParallel: true,
  workers: 2,
  retries: 0,
  forbidOnly: true,
  reporter: [['list']],
  timeout: 30_000,
  use: {
    ...devices['Desktop Chrome'],
    baseURL: `http://localhost:${port}`,
    viewport: { width: 1366, height: 768 },
    timezoneId: 'Europe/London',
    locale: 'en-GB',
    launchOptions: {
      executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
  webServer: {
    command: `npx vite preview --outDir dist-fake --port ${port}`,
    port,
    reuseExistingServer: false,
  },
});
