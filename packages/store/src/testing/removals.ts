/** What is removed is what was to be removed. */
import type { StoredImage } from '../backend.ts';
import { expectImage, expectSame } from './expectations.ts';
import { bytesOf, type Case, NAME, namesIn, OTHER, put, type Stage } from './stage.ts';

async function removesWhatIsExpected({ backend, other }: Stage): Promise<void> {
  await backend.replace(NAME, put(bytesOf(1)));
  const first = await backend.read(NAME);
  await other.replace(NAME, put(bytesOf(2)));
  const second = await backend.read(NAME);
  for (const expected of expectationsOf(first)) {
    expectSame((await backend.remove(NAME, { expected })).outcome, 'replaced', 'remove of what is not there any more');
  }
  await expectImage(await backend.read(NAME), bytesOf(2), 'after a remove of another image');
  for (const expected of expectationsOf(second)) {
    await backend.replace(OTHER, put(bytesOf(2)));
    const version = (await backend.stat(OTHER))?.version ?? '';
    const own = 'version' in expected ? { version } : expected;
    expectSame((await backend.remove(OTHER, { expected: own })).outcome, 'removed', 'remove of what is expected');
    expectSame((await backend.remove(OTHER, { expected: own })).outcome, 'absent', 'remove of what is gone');
    expectSame(await backend.stat(OTHER), undefined, 'what was removed');
  }
  expectSame((await other.remove(NAME)).outcome, 'removed', 'remove of anything');
  expectSame(await namesIn(backend), [], 'names after everything was removed');
}

async function asksBeforeItRemoves({ backend }: Stage): Promise<void> {
  await backend.replace(NAME, put(bytesOf(1)));
  const image = await backend.read(NAME);
  for (const expected of [undefined, ...expectationsOf(image)]) {
    const stays = await backend.remove(NAME, { expected, unless: async () => true });
    expectSame(stays.outcome, 'replaced', 'remove of what is said to stay');
    await expectImage(await backend.read(NAME), bytesOf(1), 'what was said to stay');
  }
  const goes = await backend.remove(NAME, { unless: async () => false });
  expectSame(goes.outcome, 'removed', 'remove of what is not said to stay');
  const isAsked = backend.remove(NAME, { unless: () => Promise.reject(new Error('asked')) });
  expectSame((await isAsked).outcome, 'absent', 'remove of what is not there, of which nothing is asked');
}

const expectationsOf = (image: StoredImage | undefined) =>
  [{ version: image?.version ?? '' }, { sha256: image?.sha256 ?? '' }] as const;

async function collectsLeftovers({ backend, leaveLeftovers }: Stage): Promise<void> {
  await backend.replace(NAME, put(bytesOf(1)));
  expectSame(await backend.collectLeftovers(), 0, 'leftovers of nobody');
  const count = (await leaveLeftovers?.()) ?? 0;
  expectSame(await namesIn(backend), [NAME], 'images beside leftovers');
  expectSame(await backend.collectLeftovers({ dryRun: true }), count, 'leftovers that would go');
  expectSame(await backend.collectLeftovers(), count, 'leftovers that go');
  expectSame(await backend.collectLeftovers(), 0, 'leftovers that are left');
  await expectImage(await backend.read(NAME), bytesOf(1), 'the image beside them');
}

export const removalCases: Readonly<Record<string, Case>> = {
  'removes the image that is expected, and no other': removesWhatIsExpected,
  'asks before it removes, and keeps what is said to stay': asksBeforeItRemoves,
  'collects what dead writers left, and nothing else': collectsLeftovers,
};
