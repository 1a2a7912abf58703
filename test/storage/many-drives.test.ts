/** Thousands of drives in one place: listed, collected and changed in memory that does not grow with their number. */
import { copyFileSync, mkdirSync } from 'node:fs';
import { openStore } from 'configdrive';
import { expect, it } from 'vitest';
import { isLong } from '../support/long.ts';
import { useTemporaryDirectory } from '../support/temporary.ts';
import { ENUMERATION } from './enumeration.ts';
import { dataOf } from './stores.ts';

const DRIVES = isLong ? 100_000 : 5000;
/** Names of the live take what they take; nothing else may be held for each drive. */
const MOST_BYTES_A_DRIVE = 1500;
const path = useTemporaryDirectory();

it(`${DRIVES} drives are listed, and the orphans of them collected, in bounded memory`, ENUMERATION, async () => {
  const root = path('root');
  mkdirSync(root);
  const store = openStore({ secondary: root, durable: false });
  const { path: first } = await store.create('i-0-VM', dataOf());
  const directory = first.slice(0, first.lastIndexOf('/'));
  for (let index = 1; index < DRIVES; index++) copyFileSync(first, `${directory}/i-${index}-VM.iso`);

  const before = process.memoryUsage.rss();
  let listed = 0;
  for await (const { instance } of store.list()) listed += instance.startsWith('i-') ? 1 : 0;
  expect(listed).toBe(DRIVES);
  expect(await store.setPassword('i-1-VM', 'another')).toMatchObject({ isChanged: true });

  const live = function* () {
    for (let index = 0; index < DRIVES; index++) if (index % 1000 !== 7) yield `i-${index}-VM`;
  };
  const { kept, orphans, leftovers } = await store.gc(live());
  expect([kept, orphans.length, leftovers]).toEqual([DRIVES - DRIVES / 1000, DRIVES / 1000, 0]);
  const MEBIBYTE = 1024 * 1024;
  expect(process.memoryUsage.rss() - before).toBeLessThan(128 * MEBIBYTE + DRIVES * MOST_BYTES_A_DRIVE);
});
