/** Of many that write at once none loses a change, and none sees half of one. */
import { storageError } from '../errors.ts';
import { codeOf, expectCode, expectImage, expectSame } from './expectations.ts';
import {
  append,
  bytesOf,
  type Case,
  filled,
  NAME,
  namesIn,
  numbersTo,
  OTHER,
  put,
  type Stage,
  WRITERS,
} from './stage.ts';

const outcomesOf = async (acts: readonly Promise<unknown>[]): Promise<readonly string[]> => {
  const results = await Promise.allSettled(acts);
  return results.map((result) => (result.status === 'fulfilled' ? 'done' : codeOf(result.reason)));
};

async function createsOnce({ backend, other }: Stage): Promise<void> {
  let calls = 0;
  await backend.replace(NAME, put(bytesOf(1)), { ifAbsent: true });
  const second = other.replace(NAME, () => bytesOf(++calls + 1), { ifAbsent: true });
  await expectCode(second, 'already-exists', 'ifAbsent of what is there');
  await expectImage(await backend.read(NAME), bytesOf(1), 'after a refused ifAbsent');
  await backend.remove(NAME);
  await other.replace(NAME, put(bytesOf(2)), { ifAbsent: true });
  await expectImage(await backend.read(NAME), bytesOf(2), 'ifAbsent of what is gone');
}

async function letsOneOfManyCreate({ backend, other, elsewhere }: Stage): Promise<void> {
  for (const name of [NAME, OTHER]) {
    const acts = numbersTo(WRITERS).map((number) =>
      (number % 2 === 0 ? backend : other).replace(name, put(bytesOf(number)), { ifAbsent: true }),
    );
    const outcomes = await outcomesOf(acts);
    const losers = outcomes.filter((outcome) => outcome === 'already-exists');
    expectSame([losers.length, outcomes.includes('done')], [WRITERS - 1, true], 'racing creators');
    await expectImage(await backend.read(name), bytesOf(outcomes.indexOf('done')), 'the image of the winner');
  }
  expectSame(await namesIn(elsewhere), [], 'another place');
}

async function losesNoChange({ backend, other }: Stage): Promise<void> {
  const acts = numbersTo(WRITERS).map((number) => (number % 2 === 0 ? backend : other).replace(NAME, append(number)));
  await Promise.all(acts);
  const image = await backend.read(NAME);
  const sorted = image?.bytes.toSorted();
  expectSame(Array.from(sorted ?? []), numbersTo(WRITERS), 'changes of racing writers');
}

/** The second writer begins while the first decides: it waits, or the first decides again. */
async function decidesAgainAfterALostRace({ backend, other }: Stage): Promise<void> {
  await backend.replace(NAME, put(bytesOf(0)));
  const seen: (number | undefined)[] = [];
  let second: Promise<unknown> | undefined;
  await backend.replace(NAME, (old) => {
    seen.push(old?.byteLength);
    second ??= other.replace(NAME, append(2));
    return append(1)(old);
  });
  await second;
  const image = await backend.read(NAME);
  expectSame(Array.from(image?.bytes.toSorted() ?? []), [0, 1, 2], 'changes of two writers');
  expectSame(
    seen,
    numbersTo(seen.length).map((index) => index + 1),
    'what the first writer was shown',
  );
}

async function letsOneAtATimeWork({ backend, other }: Stage): Promise<void> {
  // Backends without locks have none.
  if (backend.withLock === undefined || other.withLock === undefined) return;
  let atWork = 0;
  let most = 0;
  const work = async (): Promise<number> => {
    most = Math.max(most, ++atWork);
    await backend.stat(NAME);
    return atWork--;
  };
  const places = numbersTo(WRITERS).map((number) => (number % 2 === 0 ? backend : other));
  await Promise.all(places.map(async (place) => place.withLock?.(NAME, work)));
  expectSame(most, 1, 'the number of those at work under one lock');
  await expectCode(
    backend.withLock(NAME, async () => Promise.reject(storageError('busy', 'read', NAME))),
    'busy',
    'what fails under a lock',
  );
  expectSame(await other.withLock(NAME, async () => 'done'), 'done', 'the lock after a failure');
}

async function removesNoLockOfTheLiving({ backend, other }: Stage): Promise<void> {
  if (backend.withLock === undefined || other.unlock === undefined) return;
  expectSame(await other.unlock(NAME), [], 'locks of nobody');
  await backend.withLock(NAME, async () => {
    const locks = (await other.unlock?.(NAME)) ?? [];
    expectSame(
      locks.map(({ owner, isRemoved }) => ({ owner, isRemoved })),
      [{ owner: 'running', isRemoved: false }],
      'locks of the living',
    );
  });
  expectSame(await other.unlock(NAME), [], 'locks that were let go');
}

async function letsOneOfManyRemove({ backend, other }: Stage): Promise<void> {
  await backend.replace(NAME, put(bytesOf(1)));
  const removals = await Promise.all(
    numbersTo(WRITERS).map((number) => (number % 2 === 0 ? backend : other).remove(NAME)),
  );
  const outcomes = removals.map(({ outcome }) => outcome).sort();
  expectSame(outcomes, [...Array(WRITERS - 1).fill('absent'), 'removed'], 'racing removers');
}

async function showsNothingTorn({ backend, other }: Stage): Promise<void> {
  const lengths = [3000, 70_000, 10, 300_000];
  const imageOf = (number: number): Uint8Array => filled(number, lengths[number % lengths.length] ?? 0);
  await backend.replace(NAME, put(imageOf(0)));
  const ways = backend.traits.keepsInode ? (['rename', 'keepInode'] as const) : (['rename'] as const);
  let isWriting = true;
  const write = async (): Promise<void> => {
    for (const number of numbersTo(WRITERS))
      for (const replace of ways) await backend.replace(NAME, put(imageOf(number)), { replace });
  };
  const read = async (): Promise<void> => {
    for (let looks = 0; isWriting || looks < 3; looks++) {
      const image = await other.read(NAME);
      await expectImage(image, imageOf(image?.bytes[0] ?? 0), 'what a reader sees while others write');
    }
  };
  const writing = write().finally(() => {
    isWriting = false;
  });
  // Both are over before anything is told: the place is about to go.
  for (const result of await Promise.allSettled([writing, read()]))
    if (result.status === 'rejected') throw result.reason;
  await expectImage(await other.read(NAME), imageOf(WRITERS - 1), 'the last image');
}

export const raceCases: Readonly<Record<string, Case>> = {
  'creates an image only where there is none': createsOnce,
  'lets one of many create': letsOneOfManyCreate,
  'loses no change of racing writers': losesNoChange,
  'decides again after a lost race': decidesAgainAfterALostRace,
  'lets one of many remove': letsOneOfManyRemove,
  'lets one at a time work under a lock, where there are locks': letsOneAtATimeWork,
  'removes no lock of the living': removesNoLockOfTheLiving,
  'shows nothing torn to readers': showsNothingTorn,
};
