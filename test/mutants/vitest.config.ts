/** For scripts/mutants.mjs: runs in a copy, where a package must mean the copy's and not the one that node_modules links to. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { defineConfig } from 'vitest/config';

const root = resolve(import.meta.dirname, '../..');

const alias = readdirSync(join(root, 'packages')).map((folder) => {
  const { name } = JSON.parse(readFileSync(join(root, 'packages', folder, 'package.json'), 'utf8')) as { name: string };
  return { find: new RegExp(`^${name}$`), replacement: join(root, 'packages', folder, 'src/index.ts') };
});

export default defineConfig({
  root,
  resolve: { alias },
  test: {
    include: (process.env.CONFIGDRIVE_MUTANT_TESTS ?? '').split(','),
    setupFiles: ['test/mutants/thread.ts'],
    testTimeout: 60_000,
  },
});
