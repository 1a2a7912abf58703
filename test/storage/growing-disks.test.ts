/** On disks of every size a migration and a writing over are done or refused: the drive of before or that of after, and one of them always. */
import { mkdirSync, readdirSync } from 'node:fs';
import { StorageError } from '@configdrive/issues';
import { openStore } from 'configdrive';
import { describe, expect, it } from 'vitest';
import { isLong } from '../support/long.ts';
import { useTemporaryDirectory } from '../support/temporary.ts';
import { ENUMERATION } from './enumeration.ts';
import { dataOf, INSTANCE } from './stores.ts';
import { canMount, withTmpfs } from './tmpfs.ts';

const KIBIBYTE = 1024;
const PAGE = 4 * KIBIBYTE;
/** From no room at all to room for three drives and what is beside them. */
const [SMALLEST, LARGEST, STEP] = [96 * KIBIBYTE, 400 * KIBIBYTE, isLong ? PAGE : 10 * PAGE];
const sizes = Array.from({ length: Math.ceil((LARGEST - SMALLEST) / STEP) }, (_, index) => SMALLEST + index * STEP);

describe.runIf(canMount)('on disks of growing sizes', ENUMERATION, () => {
  const path = useTemporaryDirectory();
  let count = 0;

  async function codeOf(act: () => Promise<unknown>): Promise<string> {
    try {
      await act();
      return 'done';
    } catch (cause) {
      if (!(cause instanceof StorageError)) throw cause;
      return cause.code;
    }
  }

  it('a drive moves there, or stays where it was', async () => {
    const outcomes: string[] = [];
    for (const size of sizes) {
      await withTmpfs(path('.'), size, async (small) => {
        const root = path(`root-${count++}`);
        mkdirSync(root);
        const store = openStore({ secondary: root, primary: small });
        await store.create(INSTANCE, dataOf());
        const outcome = await codeOf(async () => store.commit(await store.migrate(INSTANCE, { to: 'primary' })));
        outcomes.push(outcome);
        const { location } = await store.read(INSTANCE);
        expect(location, `${size} bytes`).toBe(outcome === 'done' ? 'primary' : 'secondary');
        expect(readdirSync(`${outcome === 'done' ? small : root}/configdrive`)).toEqual([`${INSTANCE}.iso`]);
      });
    }
    expect(outcomes.join(' ')).toMatch(/^(?:no-space )*done(?: done)*$/);
  });

  it('a drive is written over, or is as it was', async () => {
    const outcomes: string[] = [];
    for (const size of sizes) {
      await withTmpfs(path('.'), size, async (small) => {
        const store = openStore({ secondary: small, replace: 'keepInode' });
        const created = await codeOf(() => store.create(INSTANCE, dataOf('old')));
        if (created !== 'done') return void outcomes.push(created);
        const before = (await store.stat(INSTANCE))?.sha256;
        const outcome = await codeOf(() => store.setUserData(INSTANCE, 'x'.repeat(20 * KIBIBYTE)));
        outcomes.push(outcome);
        const after = (await store.stat(INSTANCE))?.sha256;
        expect(after === before, `${size} bytes`).toBe(outcome !== 'done');
        await store.read(INSTANCE);
        expect(readdirSync(`${small}/configdrive`)).toEqual([`${INSTANCE}.iso`]);
      });
    }
    expect(outcomes.join(' ')).toMatch(/^(?:no-space )*done(?: done)*$/);
  });
});
