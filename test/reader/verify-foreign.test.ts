/** What the verifier finds on images of others: exactly the rows of docs/foreign-findings.md, each of them true. */
import { mkdirSync, readFileSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { openImageSync, verifyImageSync } from 'iso9660-reader';
import { beforeAll, describe, expect, it } from 'vitest';
import { samplePath, withSampleData } from '../support/data.ts';
import { programPath, withForeign } from '../support/foreign.ts';
import { FOREIGN_MAKERS, makeWithGenisoimage, makeWithXorriso } from '../support/makers.ts';
import { runOk } from '../support/run.ts';
import { makeSampleTree } from '../support/sample-tree.ts';
import { useTemporaryDirectory } from '../support/temporary.ts';

const directory = useTemporaryDirectory();

interface Row {
  readonly subject: string;
  readonly rule: string;
  readonly code: string;
}

/** Rows of all tables of the page: the cell before the rule, the rule, the code. */
const ROWS: readonly Row[] = readFileSync(new URL('../../docs/foreign-findings.md', import.meta.url), 'utf8')
  .split('\n')
  .flatMap((line) => {
    const [, subject = '', rule = '', code = ''] = line.split('|').map((cell) => cell.trim());
    return /^R[0-9]+$/.test(rule) ? [{ subject, rule, code }] : [];
  });

const findingsIn = (image: string): readonly string[] =>
  [...new Set(verifyImageSync(new Uint8Array(readFileSync(image))).map(({ rule, code }) => `${rule} ${code}`))].sort();

const rowsOf = (maker: string): readonly string[] =>
  ROWS.filter(({ subject }) => new RegExp(`^${maker} [0-9.]+$`).test(subject))
    .map(({ rule, code }) => `${rule} ${code}`)
    .sort();

/** pycdlib asks the clock anew for each descriptor. */
const BY_THE_CLOCK = 'R24 volume-dates-differ';

beforeAll(() => makeSampleTree(directory('tree')));

describe.each(FOREIGN_MAKERS)('the sample tree by $name', ({ name, programs, make }) => {
  withForeign(programs, 'has the findings of the page', () => {
    it('and no others', () => {
      make(directory('tree'), directory(`${name}.iso`), 'config-2');
      const findings = findingsIn(directory(`${name}.iso`));
      expect(findings.filter((finding) => name !== 'pycdlib' || finding !== BY_THE_CLOCK)).toEqual(rowsOf(name));
    });
  });
});

/** Puts files into a directory of their own; a target makes a link. */
function tree(name: string, files: Readonly<Record<string, { readonly target?: string }>>): string {
  for (const [path, { target }] of Object.entries(files)) {
    const place = directory(name, path);
    mkdirSync(dirname(place), { recursive: true });
    if (target === undefined) writeFileSync(place, 'x');
    else symlinkSync(target, place);
  }
  return directory(name);
}

const deepPath = Array.from({ length: 10 }, (_, level) => `l${level}`).join('/');

/** Brothers at every level, some of which must be relocated: genisoimage then lays Joliet out in another order. */
const WIDE = Object.fromEntries(
  ['a', 'B', 'c'].flatMap((top) =>
    Array.from({ length: 14 }, (_, depth) => [
      `${Array.from({ length: depth + 1 }, (_, level) => `${'zxB'[level % 3]}${level}${top}`).join('/')}/f`,
      {},
    ]),
  ),
);

const xorriso = (image: string, ...commands: readonly string[]): void => {
  runOk(programPath('xorriso'), [
    '-report_about',
    'SORRY',
    ...commands,
    '-outdev',
    image,
    '-joliet',
    'on',
    '-map',
    directory('tree'),
    '/',
    '-commit',
  ]);
};

/** Each fault of the page: how to provoke it. */
const FAULTS: Readonly<Record<string, (image: string) => void>> = {
  'genisoimage: a symbolic link is an empty file in Joliet': (image) =>
    makeWithGenisoimage(tree('linked', { link: { target: 'f' }, f: {} }), image, 'config-2'),
  'genisoimage: `x` and `x.` have one identifier': clash,
  'genisoimage: `x` and `x.` are out of order': clash,
  'genisoimage: a date after 2038 gets the offset byte 160': (image) => {
    const late = tree('late', { f: {} });
    utimesSync(directory('late', 'f'), 2 ** 31 + 100, 2 ** 31 + 100);
    makeWithGenisoimage(late, image, 'config-2');
  },
  'genisoimage: the continuation area of a long link is damaged': longLink,
  'genisoimage: a long link is split between components': longLink,
  'genisoimage: a Joliet directory lies before its parent': (image) =>
    makeWithGenisoimage(tree('wide', WIDE), image, 'config-2'),
  'genisoimage: `rr_moved` has mode 0': (image) =>
    makeWithGenisoimage(tree('deep', { [deepPath]: {} }), image, 'config-2'),
  'xorriso: names in `.` and `..` with Rock Ridge 1.12': (image) => xorriso(image, '-compliance', 'new_rr'),
  'xorriso: a second extensions reference for AAIP': (image) =>
    xorriso(image, '-compliance', 'aaip_susp_1_10_off:new_rr', '-xattr', 'on', '-acl', 'on'),
  'xorriso: directories are relocated into the root': (image) => {
    const deep = tree('deep for xorriso', { [deepPath]: {} });
    runOk(programPath('xorriso'), [
      '-report_about',
      'SORRY',
      '-compliance',
      'deep_paths_off',
      '-outdev',
      image,
      '-map',
      deep,
      '/',
      '-commit',
    ]);
  },
  'xorriso: a target `a//b` is stored with a second root component': (image) =>
    makeWithXorriso(tree('two slashes', { link: { target: 'a//b' }, f: {} }), image, 'config-2'),
  'xorriso: the image is longer than the volume': (image) => xorriso(image, '-padding', '300k'),
};

function clash(image: string): void {
  makeWithGenisoimage(tree(`clash ${basename(image)}`, { 'x/f': {}, 'x.': {} }), image, 'config-2');
}

/** Not longer: there are targets on which genisoimage never ends. */
function longLink(image: string): void {
  const target = Array.from({ length: 30 }, () => 'c'.repeat(10)).join('/');
  const name = `long link ${basename(image)}`;
  makeWithGenisoimage(tree(name, { link: { target }, f: {} }), image, 'config-2');
}

describe.each(Object.entries(FAULTS))('%s', (fault, provoke) => {
  withForeign([fault.startsWith('xorriso') ? 'xorriso' : 'genisoimage'], 'is found', () => {
    it('under its rule', () => {
      const image = directory(`fault ${Object.keys(FAULTS).indexOf(fault)}.iso`);
      provoke(image);
      const rows = ROWS.filter(({ subject }) => subject === fault);
      expect(rows).not.toEqual([]);
      for (const { rule, code } of rows) expect(findingsIn(image)).toContain(`${rule} ${code}`);
    });
  });
});

it('every fault of the page has an image that shows it', () => {
  const faults = ROWS.map(({ subject }) => subject).filter((subject) => subject.includes(':'));
  expect([...new Set(faults)].sort()).toEqual(Object.keys(FAULTS).sort());
});

withSampleData('a drive that Ironic keeps among its tests', () => {
  it('reads alike in all trees, and has only findings of its maker and its time zone', () => {
    const packed = readFileSync(samplePath('drives', 'ironic-config_drive.iso.gz.b64'), 'utf8');
    const bytes = new Uint8Array(gunzipSync(Buffer.from(packed, 'base64')));
    const image = openImageSync(bytes);
    const files = image
      .records()
      .filter(({ kind }) => kind === 'file')
      .map(({ path }) => path);
    expect(files).toContain('openstack/latest/user_data');
    for (const path of files) {
      expect(image.readSync(path, { namespace: 'joliet' })).toEqual(image.readSync(path, { namespace: 'rockRidge' }));
    }
    const rules = new Set(verifyImageSync(bytes).map(({ rule }) => rule));
    expect(rules).toEqual(new Set(['R22', 'R27', 'R62']));
  });
});
