/**
 * Whoever calls a function of `configdrive`, or of one of its packages, with something else than it takes is told what to pass, by
 * an error of the library: never a bare TypeError, and never that it is a bug of ours. What is natural works.
 */
import * as cloudstackApi from '@configdrive/cloudstack-api';
import * as core from '@configdrive/core';
import * as files from '@configdrive/files';
import * as fleet from '@configdrive/fleet';
import * as guests from '@configdrive/guests';
import * as issues from '@configdrive/issues';
import * as metadataServer from '@configdrive/metadata-server';
import * as store from '@configdrive/store';
import * as library from 'configdrive';
import * as format from 'iso9660-format';
import * as reader from 'iso9660-reader';
import * as writer from 'iso9660-writer';
import { describe, expect, it } from 'vitest';
import { useTemporaryDirectory } from '../support/temporary.ts';

const path = useTemporaryDirectory();
const { buildConfigDrive, explain, openStore, readConfigDrive, writeImageFile } = library;

/** `text` is a path to some functions; to those of files it is one where nothing can be made. */
const combinationsOf = (text: string): readonly (readonly unknown[])[] => {
  const wrong = [undefined, null, 5, text, {}, []];
  return wrong.flatMap((first) => [[first], ...wrong.map((second) => [first, second])]);
};
const NOWHERE = '/dev/null/x';

const input = { vmData: [['metadata', 'vm-id', 'vm-1']], nics: [] } as const;
const options = { timestamp: new Date(0) };

type Callable = (...given: readonly unknown[]) => unknown;

/** Runs it to its first result, where it gives results one after another. */
async function settled(result: unknown): Promise<void> {
  const value = await result;
  if (typeof value === 'object' && value !== null && 'next' in value && typeof value.next === 'function')
    await value.next();
}

const OURS = ['InvalidInputError', 'InvalidImageError', 'StorageError', 'ApiError'];

/** What is said of wrong arguments by anything but an error of ours. */
async function complaintsOf(act: Callable, text = 'x'): Promise<readonly string[]> {
  const complaints: string[] = [];
  for (const given of combinationsOf(text)) {
    try {
      await settled(act(...given));
    } catch (error) {
      const { name, message } = error as Error;
      if (!OURS.includes(name) || /internal/.test(message))
        complaints.push(`${JSON.stringify(given)}: ${name}: ${message}`);
    }
  }
  return complaints;
}

const of = (name: string, words: string): readonly string[] => words.split(' ').map((word) => `${name}.${word}`);

/** What is not checked where it is, and why; `configdrive` checks what of it is its own. */
const UNCHECKED: readonly (readonly [why: string, names: readonly string[]])[] = [
  ['a page of layOutImage has 18,999 of its 19,000 bytes', ['iso9660-writer.layOutImage']],
  [
    'a page of all of @configdrive/issues has some ten bytes left of its 2,300, and these are of it',
    [
      'store.storageError',
      'files.storageError',
      ...of('core', 'issueText placeText'),
      ...of('issues', 'checkedMatch firstLines inputRefusal issueText listText placeText printable'),
      ...of('issues', 'refuseErrors refuseImage refuseInput'),
    ],
  ],
  ['who calls it has come to where nobody comes: it says that this is a bug', ['issues.unreachable']],
  [
    'a page of layOutImage and toBytes has some twenty bytes left of its 19,000, and these are of it, most for each name or byte',
    [
      ...of('iso9660-format', 'byteLengthOf comparePlainDirectories comparePlainIdentifiers constantText hex'),
      ...of('iso9660-format', 'identifierParts identityOf piecesOf record structure utf8ByteLength writeUtf8'),
    ],
  ],
  ['it is called for each record of an image', of('iso9660-format', 'isCompressed utf8Text')],
];
const unchecked = UNCHECKED.flatMap(([why, names]) => names.map((name) => [name, why] as const));

const packages: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  configdrive: library,
  'cloudstack-api': cloudstackApi,
  core,
  guests,
  store,
  files,
  fleet,
  'metadata-server': metadataServer,
  'iso9660-reader': reader,
  'iso9660-writer': writer,
  'iso9660-format': format,
  issues,
};

const functions = Object.entries(packages).flatMap(([name, exported]) =>
  Object.entries(exported).flatMap(([word, value]): [string, Callable, string][] =>
    typeof value === 'function' && !String(value).startsWith('class ')
      ? [[`${name}.${word}`, value as Callable, ['files', 'metadata-server'].includes(name) ? NOWHERE : 'x']]
      : [],
  ),
);
const isUnchecked = (name: string): boolean => unchecked.some(([other]) => other === name);

it.each(functions.filter(([name]) => !isUnchecked(name)))(
  '%s says what is wrong with wrong arguments',
  async (_, act, text) => {
    expect(await complaintsOf(act, text)).toEqual([]);
  },
);

it.each(unchecked)('%s is not checked: %s', async (name) => {
  const [, act, text] = functions.find(([other]) => other === name) ?? [];
  expect(act === undefined ? [] : await complaintsOf(act, text)).not.toEqual([]);
});

it('what packages take, the façade takes, too: a drive to be served, and the options of a build for each of its steps', () => {
  const machine = library.parseMachine(input, options as never);
  const drive = library.planConfigDrive(machine, { ...options, tree: 'cloudstack' } as never);
  expect(library.answersOf(drive, { form: 'cloudstack' }).get('/latest/meta-data/vm-id')?.content.text()).toBe('vm-1');
});

describe('an image', () => {
  const image = buildConfigDrive(input, options).bytes;
  const METHODS = ['entries', 'records', 'entry', 'areTreesAlike', 'read'];
  const methodsOf = (opened: object): readonly [string, Callable][] =>
    METHODS.map((name) => [name, (...given) => (opened as Record<string, Callable>)[name]?.(...given)]);

  it.each(methodsOf(library.openImageSync(image)))('in memory, %s, says what is wrong', async (_, method) => {
    expect(await complaintsOf(method)).toEqual([]);
  });

  it.each(METHODS)('in pieces, %s, says what is wrong', async (name) => {
    const opened = await library.openImage(new Blob([image]));
    const [, method] = methodsOf(opened).find(([other]) => other === name) ?? [];
    expect(method).toBeDefined();
    if (method !== undefined) expect(await complaintsOf(method)).toEqual([]);
  });
});

describe('a store', () => {
  const methods = Object.entries(library.openStore({ secondary: library.memoryBackend() }));

  it.each(methods)('%s says what is wrong with wrong arguments', async (_, method) => {
    const act = method as Callable;
    expect(await complaintsOf(act)).toEqual([]);
    expect(await complaintsOf((...given) => act('i-2-10-VM', ...given))).toEqual([]);
    expect(await complaintsOf((...given) => act('i-2-10-VM', 'x', ...given))).toEqual([]);
  });
});

/** Each was a TypeError, silence, or a bug of ours, called as somebody had called it. */
const methodOf = (name: keyof library.Store): unknown => openStore({ secondary: library.memoryBackend() })[name];
const any = <Act>(act: Act): Callable => act as unknown as Callable;
const known: readonly (readonly [what: string, act: () => unknown])[] = [
  ['buildConfigDrive without options', () => any(core.buildConfigDrive)(input)],
  ['buildConfigDrive with null for options', () => any(core.buildConfigDrive)(input, null)],
  ['a label that is a number', () => any(core.buildConfigDrive)(input, { ...options, label: 5 })],
  ['a label that is a list', () => any(core.buildConfigDrive)(input, { ...options, label: ['x'] })],
  ['vmDataFrom of nothing', () => any(core.vmDataFrom)(undefined)],
  ['vmDataFrom of unknown fields', () => any(core.vmDataFrom)({ hostName: 'web', userData: 5 })],
  ['openImageSync of null', () => any(reader.openImageSync)(null)],
  ['openImageSync of a path', () => any(reader.openImageSync)('x')],
  ['verifyImageSync of null', () => any(reader.verifyImageSync)(null)],
  ['readConfigDriveSync of null', () => any(core.readConfigDriveSync)(null)],
  ['readConfigDrive of a path', () => any(core.readConfigDrive)('x.iso')],
  ['explain of null', () => any(guests.explain)(null)],
  ['explain to nobody', () => any(guests.explain)(core.buildConfigDrive(input, options).drive, { guests: ['nobody'] })],
  ['explain to readers', () => any(guests.explain)(core.buildConfigDrive(input, options).drive, { readers: ['x'] })],
  ['openStore of null', () => any(store.openStore)(null)],
  ['openStore of a number', () => any(store.openStore)({ secondary: 5 })],
  ['openStore of an empty path', () => any(openStore)({ secondary: '' })],
  ['openStore of a slip', () => any(openStore)({ secondary: library.memoryBackend(), secundary: 'x' })],
  ['a migration without a root', () => any(methodOf('migrate'))('i-2-10-VM', { to: { location: 'primary' } })],
  ['a migration without a goal', () => any(methodOf('migrate'))('i-2-10-VM')],
  ['a migration of nothing', () => any(methodOf('commit'))(undefined)],
  ['an option of create with a slip', () => any(methodOf('create'))('i-2-10-VM', input, { ifabsent: true })],
  ['a path of null', () => any(library.layOutImage)([{ path: null }], { volumeIdentifier: 'x', ...options })],
  ['writeImageFile of nothing', () => any(files.writeImageFile)(path('none.iso'), undefined)],
];

it.each(known)('%s is an InvalidInputError', async (_, act) => {
  const error: unknown = await Promise.resolve()
    .then(act)
    .then(
      () => undefined,
      (cause: unknown) => cause,
    );
  expect(error).toMatchObject({ name: 'InvalidInputError' });
  expect((error as Error).message).not.toMatch(/internal/);
});

describe('what is natural', () => {
  it('explains what was built', () => {
    const built = buildConfigDrive(input, options);
    expect(explain(built, { guests: ['cloud-init'] })).toEqual(explain(built.drive, { guests: ['cloud-init'] }));
  });

  it('writes what was built, and reads it again from its path', async () => {
    const built = buildConfigDrive(input, options);
    await writeImageFile(path('drive.iso'), built);
    const read = await readConfigDrive(path('drive.iso'));
    expect(read.label).toBe(built.drive.label);
    expect(read.entries.map((entry) => entry.path)).toEqual(
      expect.arrayContaining(built.drive.entries.map((entry) => entry.path)),
    );
  });
});

describe('an unknown option or name', () => {
  const refusalOf = async (act: () => unknown): Promise<unknown> => {
    try {
      await act();
    } catch (error) {
      return error;
    }
    return undefined;
  };

  it.each<[string, () => unknown, string, RegExp]>([
    [
      'profil',
      () => buildConfigDrive(input, { ...options, profil: 'portable' } as never),
      'option-unknown',
      /mean "profile"/,
    ],
    [
      'guests: cloudinit',
      () => explain(buildConfigDrive(input, options), { guests: ['cloudinit'] } as never),
      'argument-invalid',
      /cloud-init, /,
    ],
    ['no options', () => (buildConfigDrive as unknown as Callable)(input), 'argument-invalid', /options: must be/],
    [
      'strickt',
      () => library.parseMachine(input, { strickt: true } as never),
      'option-unknown',
      /unknown option "strickt"/,
    ],
    [
      'ifabsent',
      () => openStore({ secondary: library.memoryBackend() }).create('i-2-10-VM', input, { ifabsent: true } as never),
      'option-unknown',
      /options: unknown option "ifabsent"; did you mean "ifAbsent"\?/,
    ],
    [
      'secundary',
      () => openStore({ secondary: library.memoryBackend(), secundary: 'x' } as never),
      'option-unknown',
      /mean "secondary"/,
    ],
    [
      'a migration to nowhere',
      () =>
        openStore({ secondary: library.memoryBackend() }).migrate('i-2-10-VM', {
          to: { location: 'primary' },
        } as never),
      'argument-invalid',
      /\{ location, root \}/,
    ],
    ['an empty root', () => openStore({ secondary: '' }), 'location-not-configured', /secondary: an empty root/],
    [
      'a root that is a number',
      () => openStore({ secondary: 5 } as never),
      'location-not-configured',
      /a path, or a backend/,
    ],
    [
      'a path for bytes',
      () => (library.openImageSync as unknown as Callable)('x'),
      'argument-invalid',
      /bytes: must be bytes/,
    ],
    ['no path', () => writeImageFile('', new Uint8Array()), 'argument-invalid', /path: must be a path/],
  ])('%s is refused', async (_, act, code, message) => {
    expect(await refusalOf(act)).toMatchObject({
      name: 'InvalidInputError',
      code,
      message: expect.stringMatching(message),
    });
  });
});
