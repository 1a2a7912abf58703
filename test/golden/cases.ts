/** The images whose bytes are kept as text: small ones that together have every structure the writer makes. */
import type { ContentSource, Entry } from 'iso9660-format';
import type { ImageOptions } from 'iso9660-writer';

export interface GoldenCase {
  /** Also the name of its file. */
  readonly name: string;
  readonly about: string;
  readonly entries: readonly Entry[];
  readonly options?: Partial<ImageOptions>;
  /** Rules that names and options bend on purpose. */
  readonly bends?: readonly string[];
  /** Too large to be verified whole; test/writer/sections.test.ts does it without the bytes. */
  readonly isLarge?: true;
}

const file = (path: string, more: Partial<Entry> = {}): Entry => ({ path, content: `content of ${path}\n`, ...more });
const shared = new TextEncoder().encode('one extent, two names\n');
const levels = Array.from({ length: 10 }, (_, index) => `l${index + 1}`).join('/');
const large: ContentSource = { byteLength: 9 * 2 ** 30, open: () => [], fill: (target) => target.length };

export const goldenCases: readonly GoldenCase[] = [
  { name: 'empty', about: 'no entries at all', entries: [] },
  {
    name: 'drive',
    about: 'the tree of a config drive: relaxed identifiers, a hard link, an alias, an empty file',
    entries: [
      { path: 'cloudstack/userdata/user_data.txt', content: shared },
      { path: 'openstack/latest/user_data', content: shared },
      file('openstack/latest/meta_data.json'),
      file('openstack/latest/network_data.json', { modified: new Date('2001-02-03T04:05:06Z') }),
      file('cloudstack/metadata/vm-id.txt'),
      { path: 'cloudstack/metadata/vm_id.txt', sameAs: 'cloudstack/metadata/vm-id.txt' },
      { path: 'cloudstack/metadata/empty.txt', content: '' },
      { path: 'cloudstack/password' },
    ],
    options: { volumeIdentifier: 'config-2', systemIdentifier: 'LINUX', publisherIdentifier: 'PUBLISHER' },
  },
  {
    name: 'links',
    about: 'symbolic links of every form, devices, a fifo, owners and modes',
    entries: [
      { path: 'absolute', target: '/a/./b/../c' },
      { path: 'relative', target: '../x' },
      { path: 'root', target: '/' },
      { path: 'long', target: `${'component/'.repeat(60)}end` },
      { path: 'disk', mode: 0o060640, device: { major: 8, minor: 1 } },
      { path: 'large', mode: 0o020600, device: { major: 300, minor: 70_000 } },
      { path: 'fifo', mode: 0o010644 },
      file('owned', { mode: 0o4755, uid: 1000, gid: 2 ** 32 - 1 }),
    ],
    options: { joliet: false },
  },
  {
    name: 'names',
    about: 'names beyond ASCII, collisions, long names with continuation areas, an unknown system use entry',
    entries: [
      file('ünïcödé 漢字 😀'),
      file('a-b'),
      file('a_b'),
      file('A.b'),
      file('n'.repeat(120)),
      file('m'.repeat(253)),
      file('kept', { systemUse: [{ signature: 'ZF', version: 1, payload: Uint8Array.of(0x70, 0x7a, 4, 15) }] }),
    ],
    options: { joliet: { maximumUnits: 103, overlong: 'cut' } },
    bends: ['R73', 'R120'],
  },
  {
    name: 'strict',
    about: 'interchange level 1, relocated directories, a system area, padding',
    entries: [file(`${levels}/deep file.text`), file('README'), file('top.dir/x')],
    options: {
      identifiers: 'level-1',
      strictDepth: true,
      systemArea: Uint8Array.from({ length: 64 }, (_, index) => index),
      paddingBlocks: 2,
    },
    bends: ['R2'],
  },
  {
    name: 'bare',
    about: 'neither Rock Ridge nor Joliet, interchange level 3',
    entries: [file('a'), file('dir/b.txt')],
    options: { rockRidge: false, joliet: false, identifiers: 'level-3' },
  },
  {
    name: 'sections',
    about: 'a file of 9 GiB in three sections; its bytes are left out',
    entries: [{ path: 'large', content: large }, file('small')],
    isLarge: true,
  },
];
