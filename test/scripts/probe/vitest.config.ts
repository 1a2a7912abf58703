import { defineConfig } from 'vitest/config';

/** A small run of its own, started by closing-line.test.ts on a machine that seems to lack every program. */
export default defineConfig({
  test: {
    include: ['test/scripts/probe/probe.ts'],
    reporters: ['default', './scripts/closing-line-reporter.mjs'],
  },
});
