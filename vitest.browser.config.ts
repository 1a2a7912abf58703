import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { playwright } from '@vitest/browser-playwright';
import { defineConfig } from 'vitest/config';

/** The packages that promise to run in browsers, and their own tests but for those that ask Node or a program for something. */
const PURE = ['iso9660-format', 'iso9660-writer', 'iso9660-reader', 'core'];
const NEEDS_NODE = /\bBuffer\b|from 'node:|support\/(foreign|run|makers)\.ts'|md5-reference/;

const conditions = ['@configdrive/source'];

const include = PURE.flatMap((name) => {
  const folder = join('packages', name, 'src');
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.test.ts'))
    .map((file) => join(folder, file))
    .filter((path) => !NEEDS_NODE.test(readFileSync(path, 'utf8')));
});

export default defineConfig({
  resolve: { conditions },
  test: {
    include,
    testTimeout: 60_000,
    reporters: ['default', './scripts/closing-line-reporter.mjs'],
    browser: {
      enabled: true,
      headless: true,
      screenshotFailures: false,
      provider: playwright({
        launchOptions: {
          executablePath: process.env.CONFIGDRIVE_TEST_CHROMIUM ?? '/usr/bin/chromium',
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
      }),
      instances: [{ browser: 'chromium' }],
    },
  },
});
