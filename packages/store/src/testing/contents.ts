/** What is written is what is read: images, their versions, and updates that change nothing. */
import { expectCode, expectFacts, expectImage, expectSame, expectTrue, rejectionOf } from './expectations.ts';
import { append, bytesOf, type Case, filled, NAME, namesIn, numbersTo, put, type Stage } from './stage.ts';

const LARGE_BYTES = 5 * 1024 * 1024 + 1;

async function beginsEmpty({ backend }: Stage): Promise<void> {
  expectSame(await backend.stat(NAME), undefined, 'stat of nothing');
  expectSame(await backend.read(NAME), undefined, 'read of nothing');
  expectSame(await namesIn(backend), [], 'list of nothing');
  expectSame(await backend.replace(NAME, () => undefined), undefined, 'replace of nothing by nothing');
  expectSame((await backend.remove(NAME)).outcome, 'absent', 'remove of nothing');
}

async function keepsWhatIsWritten({ backend, other }: Stage): Promise<void> {
  const bytes = bytesOf(1, 2, 3);
  await expectFacts(await backend.replace(NAME, put(bytes)), bytes, 'what replace gives');
  for (const each of [backend, other]) await expectImage(await each.read(NAME), bytes, 'what read gives');
  const [stats, image] = [await backend.stat(NAME), await backend.read(NAME)];
  expectSame(stats?.version, image?.version, 'versions of stat and read');
  expectSame([stats?.byteLength, stats?.modified], [bytes.byteLength, image?.modified], 'what stat gives');
  expectTrue(!('bytes' in (stats ?? {})), 'stat gives bytes');
}

async function keepsItsOwnBytes({ backend }: Stage): Promise<void> {
  const bytes = bytesOf(1, 2, 3);
  await backend.replace(NAME, put(bytes));
  bytes.fill(9);
  (await backend.read(NAME))?.bytes.fill(8);
  await backend.replace(NAME, (old) => void old?.bytes.fill(7));
  await expectImage(await backend.read(NAME), bytesOf(1, 2, 3), 'after others wrote into their bytes');
}

async function takesAnyLength({ backend }: Stage): Promise<void> {
  for (const byteLength of [0, 1, LARGE_BYTES, 2048]) {
    const bytes = filled(5, byteLength);
    await expectFacts(await backend.replace(NAME, put(bytes)), bytes, `${byteLength} bytes written`);
    await expectImage(await backend.read(NAME), bytes, `${byteLength} bytes read`);
  }
}

async function readsNoMoreThanAllowed({ backend }: Stage): Promise<void> {
  await backend.replace(NAME, put(filled(5, 100)));
  await expectCode(backend.read(NAME, { maxByteLength: 99 }), 'file-too-large', 'read of a long image');
  const replacing = backend.replace(NAME, append(1), { maxByteLength: 99 });
  await expectCode(replacing, 'file-too-large', 'replace of a long image');
  await expectImage(await backend.read(NAME, { maxByteLength: 100 }), filled(5, 100), 'an image of the length');
}

async function leavesWhatStays({ backend }: Stage): Promise<void> {
  await backend.replace(NAME, put(bytesOf(1)));
  const before = await backend.stat(NAME);
  await expectFacts(await backend.replace(NAME, () => undefined), bytesOf(1), 'a replace that changes nothing');
  expectSame(await backend.stat(NAME), before, 'an image that stays');
}

async function changesNothingForAnUpdateThatThrows({ backend }: Stage): Promise<void> {
  const reason = new Error('enough');
  const failing = (): never => {
    throw reason;
  };
  expectTrue((await rejectionOf(backend.replace(NAME, failing), 'create')) === reason, 'another error than the thrown');
  await backend.replace(NAME, put(bytesOf(1)));
  expectTrue((await rejectionOf(backend.replace(NAME, failing), 'change')) === reason, 'another error than the thrown');
  await expectImage(await backend.read(NAME), bytesOf(1), 'after an update that threw');
  await backend.replace(NAME, append(2));
  await expectImage(await backend.read(NAME), bytesOf(1, 2), 'the next update');
}

async function tellsVersionsApart({ backend }: Stage): Promise<void> {
  const versions = new Set<string | undefined>();
  for (const number of numbersTo(8)) {
    await backend.replace(NAME, put(bytesOf(number)));
    versions.add((await backend.stat(NAME))?.version);
  }
  expectSame(versions.size, 8, 'versions of eight images');
}

async function isPreparedTwice({ backend, other }: Stage): Promise<void> {
  await backend.replace(NAME, put(bytesOf(1)));
  await Promise.all([backend.prepare(), other.prepare(), backend.prepare()]);
  await expectImage(await backend.read(NAME), bytesOf(1), 'after the place was prepared again');
}

export const contentCases: Readonly<Record<string, Case>> = {
  'is empty at first': beginsEmpty,
  'keeps what is written, for every handle on the place': keepsWhatIsWritten,
  'keeps its own bytes, whoever writes into those that were given or read': keepsItsOwnBytes,
  'takes empty images and large ones': takesAnyLength,
  'reads no more than it may': readsNoMoreThanAllowed,
  'leaves an image alone that is to stay': leavesWhatStays,
  'changes nothing when an update throws': changesNothingForAnUpdateThatThrows,
  'gives every image another version': tellsVersionsApart,
  'is prepared as often as anybody likes': isPreparedTwice,
};
