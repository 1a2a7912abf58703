/** Names, and what is done with all of them: which are taken, lists, identities, signals. */
import type { Backend, ListedImage } from '../backend.ts';
import { expectCode, expectImage, expectSame, expectTrue, rejectionOf } from './expectations.ts';
import { bytesOf, type Case, NAME, namesIn, numbersTo, OTHER, put, type Stage } from './stage.ts';

const LONG_NAME = `${'n'.repeat(251)}.iso`;
const GOOD_NAMES = ['a', '0', '_', 'A.b-c_d.iso', 'i-2-10-VM.iso.before', 'x.', 'a..b', LONG_NAME];
const BAD_NAMES = ['', '.', '..', '.hidden', '-x', 'a/b', '../a', 'a\\b', 'a\0b', 'a b', 'é', 'a\n', `${LONG_NAME}x`];

async function keepsNamesApart({ backend }: Stage): Promise<void> {
  for (const [index, name] of GOOD_NAMES.entries()) await backend.replace(name, put(bytesOf(index)));
  for (const [index, name] of GOOD_NAMES.entries())
    await expectImage(await backend.read(name), bytesOf(index), `the image of name ${index}`);
  expectSame(await namesIn(backend), GOOD_NAMES.toSorted(), 'names');
  expectSame(new Set(GOOD_NAMES.map((name) => backend.pathOf(name))).size, GOOD_NAMES.length, 'paths');
}

const verbs: Readonly<Record<string, (backend: Backend, name: string, signal?: AbortSignal) => Promise<unknown>>> = {
  identify: (backend, name, signal) => backend.identify(name, { signal }),
  stat: (backend, name, signal) => backend.stat(name, { signal }),
  read: (backend, name, signal) => backend.read(name, { signal }),
  replace: (backend, name, signal) => backend.replace(name, put(bytesOf(9)), { signal }),
  create: (backend, name, signal) => backend.replace(name, put(bytesOf(9)), { signal, ifAbsent: true }),
  remove: (backend, name, signal) => backend.remove(name, { signal }),
};

/** Those that have no name. */
const moreVerbs: typeof verbs = {
  prepare: (backend, _name, signal) => backend.prepare({ signal }),
  list: (backend, _name, signal) => backend.list({ signal })[Symbol.asyncIterator]().next(),
  collectLeftovers: (backend, _name, signal) => backend.collectLeftovers({ signal }),
};

async function refusesOtherNames({ backend }: Stage): Promise<void> {
  for (const [verb, act] of Object.entries(verbs))
    for (const [index, name] of BAD_NAMES.entries())
      await expectCode(act(backend, name), 'image-name-invalid', `${verb} of bad name ${index}`);
  expectSame(await namesIn(backend), [], 'names after refusals');
}

async function listsEachImageOnce({ backend, other }: Stage): Promise<void> {
  const names = numbersTo(40).map((number) => `i-2-${1000 + number}-VM.iso`);
  for (const name of names) await backend.replace(name, put(bytesOf(1)));
  await backend.remove(names[0] ?? '');
  expectSame(await namesIn(other), names.slice(1), 'names');
  const listed: ListedImage[] = [];
  for await (const image of backend.list({ versions: true })) listed.push(image);
  for (const { name, version } of listed.slice(0, 10))
    expectSame((await backend.stat(name))?.version, version, 'the version of a listed image');
  for await (const { name } of backend.list()) {
    expectTrue(names.includes(name), 'an image that nobody made');
    break;
  }
}

async function survivesRemovalsWhileListing({ backend, other }: Stage): Promise<void> {
  for (const number of numbersTo(20)) await backend.replace(`${number}.iso`, put(bytesOf(number)));
  for await (const { name, version } of backend.list({ versions: true }))
    await other.remove(name, version === undefined ? {} : { expected: { version } });
  expectSame(await namesIn(backend), [], 'names after all were removed while they were listed');
}

async function heedsSignals({ backend }: Stage): Promise<void> {
  await backend.replace(NAME, put(bytesOf(1)));
  const reason = new Error('enough');
  const signal = AbortSignal.abort(reason);
  for (const [verb, act] of Object.entries({ ...verbs, ...moreVerbs })) {
    const cause = await rejectionOf(act(backend, verb === 'create' ? OTHER : NAME, signal), verb);
    expectTrue(cause === reason, `${verb} with an aborted signal: another error than its reason`);
  }
  const late = new AbortController();
  const replacing = backend.replace(
    NAME,
    () => {
      late.abort(reason);
      return bytesOf(2);
    },
    { signal: late.signal },
  );
  expectTrue((await rejectionOf(replacing, 'replace')) === reason, 'an abort in update: another error than its reason');
  expectSame(await namesIn(backend), [NAME], 'names after aborts');
  await expectImage(await backend.read(NAME), bytesOf(1), 'after aborts');
}

async function knowsItself({ backend, other, elsewhere }: Stage): Promise<void> {
  const identity = await backend.identify(NAME);
  expectTrue(identity === (await other.identify(NAME)), 'the same place has two identities');
  expectTrue(identity !== (await elsewhere.identify(NAME)), 'two places have one identity');
  expectTrue(identity !== (await backend.identify(OTHER)), 'two names have one identity');
  await backend.replace(NAME, put(bytesOf(1)));
  expectTrue(identity === (await other.identify(NAME)), 'writing an image changes its identity');
  expectSame(await elsewhere.stat(NAME), undefined, 'the image, elsewhere');
}

export const nameCases: Readonly<Record<string, Case>> = {
  'keeps names apart, the longest too': keepsNamesApart,
  'refuses names that lead elsewhere': refusesOtherNames,
  'lists every image once, and can be left early': listsEachImageOnce,
  'survives removals while it lists': survivesRemovalsWhileListing,
  'ends with the reason of a signal, and changes nothing': heedsSignals,
  'knows the same place however it was opened': knowsItself,
};
