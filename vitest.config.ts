import { defineConfig } from 'vitest/config';

/** Tests import the TypeScript sources: the private condition makes every workspace package answer with `src/index.ts`. */
const conditions = ['@configdrive/source'];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: conditions } },
  test: {
    include: ['packages/*/src/**/*.test.ts', 'test/**/*.test.ts'],
    // A whole guest that boots takes minutes: npm run test:guest.
    exclude: process.env.CONFIGDRIVE_GUEST === '1' ? [] : ['test/guest/guest.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 180_000,
    reporters: ['default', './scripts/closing-line-reporter.mjs'],
  },
});
