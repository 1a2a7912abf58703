/**
 * What foreign readers are known to get wrong on our nasty trees, row by row: who, on which trees, why, and what they see
 * instead. `§` is a section of the rules page on how real readers behave; "seen" is what was first noticed here. A row
 * that no longer holds fails its test, so the table stays true.
 */
import { byPath, type SeenEntry, sha256Of, type Tree } from '../support/seen.ts';

/** What the reader sees: nothing, another tree that we can tell, or something else in some places. */
export type Misreading =
  | { readonly kind: 'refuses' }
  | { readonly kind: 'sees'; readonly instead: (expected: readonly SeenEntry[]) => readonly SeenEntry[] }
  | { readonly kind: 'differs'; readonly at: (path: string) => boolean };

export interface ReaderFault {
  readonly reader: string;
  /** Default: every tree of the reader. */
  readonly trees?: readonly Tree[];
  /** Names of nasty trees. */
  readonly on: readonly string[];
  readonly because: string;
  readonly misreading: Misreading;
}

const refuses: Misreading = { kind: 'refuses' };
const sees = (instead: (expected: readonly SeenEntry[]) => readonly SeenEntry[]): Misreading => ({
  kind: 'sees',
  instead: (expected) => instead(expected).toSorted(byPath),
});
const differs = (at: (path: string) => boolean): Misreading => ({ kind: 'differs', at });

const isBeyondAscii = (path: string): boolean => /[^\u0020-\u007e]/.test(path);
const isEmptyType = ({ type }: SeenEntry): boolean => type === 'device' || type === 'other';

/** Special files are files of no bytes. */
const specialsAsFiles = (expected: readonly SeenEntry[]): readonly SeenEntry[] =>
  expected.map((entry) => {
    const { device: _device, ...rest } = entry;
    return isEmptyType(entry) ? { ...rest, type: 'file', byteLength: 0, sha256: sha256Of('') } : entry;
  });

const BEYOND_ASCII = [
  'names of 1 to 253 bytes in 2-byte characters',
  'names of 1 to 253 bytes in 3-byte characters',
  'names of 1 to 253 bytes in 4-byte characters',
  'names of 254 and 255 bytes',
  'names that differ in normalisation only',
  'spaces',
  'plain identifiers that collide',
  'interchange level 1',
];
const LONG_NAMES = ['names of 1 to 253 bytes in 1-byte characters', ...BEYOND_ASCII.slice(0, 4)];
const LONG_LINKS = [
  'symbolic links of several entries',
  'symbolic links that cannot be split well',
  'symbolic links as long as most readers take',
  'symbolic links as long as Linux takes',
];
const LINKS = ['symbolic links of every form', ...LONG_LINKS, 'continuation areas', 'chains of continuation areas'];
const RELOCATED = ['twelve levels, relocated', 'forty levels, relocated'];
const SPECIALS = ['devices, fifos and odd modes', 'large device numbers'];

export const readerFaults: readonly ReaderFault[] = [
  {
    reader: 'bsdtar',
    trees: ['joliet'],
    on: ['names that differ in normalisation only'],
    because: '§4.7: libarchive composes Joliet names, so two of them meet',
    misreading: differs(isBeyondAscii),
  },
  {
    reader: 'bsdtar',
    trees: ['rockRidge'],
    on: ['symbolic links that cannot be split well'],
    because: '§3.10 R105: libarchive loses the slash where an SL entry ends with a whole component',
    misreading: differs((path) => path.startsWith('link')),
  },
  {
    reader: 'bsdtar',
    trees: ['rockRidge'],
    on: ['devices, fifos and odd modes'],
    because: '§3.10 R118: no tar-based tool can restore a socket',
    misreading: differs((path) => path === 'socket'),
  },
  {
    reader: 'bsdtar',
    trees: ['rockRidge'],
    on: ['large device numbers'],
    because: '§3.10 R103: readers disagree on large device numbers; libarchive makes a number that mknod refuses',
    misreading: refuses,
  },
  {
    reader: '7-Zip',
    on: ['dots'],
    because: '§4.8: drops dots at the end of names, so two of them meet',
    misreading: differs((path) => /\.(\/|$)/.test(path) || ['.a.b', 'dir', 'end'].includes(path)),
  },
  {
    reader: 'xorriso',
    trees: ['plain'],
    on: ['dots'],
    because: 'seen: keeps a dot at the end of a directory’s identifier, which others drop',
    misreading: differs((path) => path.startsWith('dir')),
  },
  {
    reader: 'xorriso',
    trees: ['rockRidge'],
    on: ['control characters'],
    because: 'seen: its listing is one line a name, whatever the name',
    misreading: differs((path) => path.startsWith('line')),
  },
  {
    reader: 'xorriso',
    trees: ['rockRidge'],
    on: RELOCATED,
    because: '§3.10 R113: the holder is only hidden where it is marked RE itself',
    misreading: sees((expected) => [...expected, { path: 'rr_moved', type: 'directory' }]),
  },
  {
    reader: 'xorriso',
    trees: ['rockRidge'],
    on: ['symbolic links as long as Linux takes', 'chains of continuation areas'],
    because: '§3.10 R105: loads no image with a target above 1,023 bytes',
    misreading: refuses,
  },
  {
    reader: 'isoinfo',
    trees: ['joliet'],
    on: BEYOND_ASCII,
    because: '§4.6: cannot print Joliet names above U+007F',
    misreading: differs((path) => isBeyondAscii(path) || /^\w_*$|^_|\ufffd/.test(path)),
  },
  {
    reader: 'isoinfo',
    trees: ['plain'],
    on: ['dots'],
    because: 'seen: asked for a file in a directory called "dir", it does not find the one called "dir."',
    misreading: differs((path) => path === 'dir/y'),
  },
  {
    reader: 'isoinfo',
    trees: ['rockRidge'],
    on: ['control characters'],
    because: 'seen: its listing is one line a name, whatever the name',
    misreading: differs((path) => path.startsWith('lin')),
  },
  {
    reader: 'isoinfo',
    trees: ['rockRidge'],
    on: RELOCATED,
    because: '§3.10 R114: does not follow CL',
    misreading: differs(
      (path) =>
        path.includes('level8') ||
        path.includes('second8') ||
        path.startsWith('rr_moved') ||
        /level(9|[1-4]\d)/.test(path),
    ),
  },
  {
    reader: 'isoinfo',
    trees: ['rockRidge'],
    on: ['symbolic links of every form'],
    because: 'seen: shows the target "/" as nothing',
    misreading: sees((expected) => expected.map((entry) => (entry.target === '/' ? { ...entry, target: '' } : entry))),
  },
  {
    reader: 'isoinfo',
    trees: ['rockRidge'],
    on: ['symbolic links as long as Linux takes'],
    because: '§3.10 R105: cannot hold targets much above 1 KB, and dies of them',
    misreading: refuses,
  },
  {
    reader: 'isoinfo',
    trees: ['rockRidge'],
    on: ['devices, fifos and odd modes'],
    because: '§4.6: owners of five digits run together; seen: a fifo is "f", and no setuid or sticky bit is shown',
    misreading: differs((path) => ['fifo', 'setuid', 'sticky'].includes(path)),
  },
  {
    reader: 'iso-info',
    trees: ['rockRidge'],
    on: LONG_NAMES,
    because: '§4.6: libcdio 2.1 reads no continuation areas, so long names are lost',
    misreading: differs((path) => Buffer.byteLength(path) > 85 || path.endsWith(';1')),
  },
  {
    reader: 'iso-info',
    trees: ['rockRidge'],
    on: LINKS,
    because: '§4.6: libcdio 2.1 reads no continuation areas and dies of long system use areas',
    misreading: refuses,
  },
  {
    reader: 'iso-info',
    trees: ['joliet'],
    on: [
      'names of 1 to 253 bytes in 3-byte characters',
      'names of 1 to 253 bytes in 4-byte characters',
      'names that differ in normalisation only',
    ],
    because: '§4.6: libcdio 2.1 cuts Joliet names beyond ASCII',
    misreading: differs(isBeyondAscii),
  },
  {
    reader: 'iso-info',
    trees: ['rockRidge'],
    on: ['control characters'],
    because: 'seen: its listing is one line a name, whatever the name',
    misreading: refuses,
  },
  {
    reader: 'iso-info',
    trees: ['rockRidge'],
    on: RELOCATED,
    because: '§4.6: no CL',
    misreading: differs((path) => path.includes('level8') || path.includes('second8') || path.startsWith('rr_moved')),
  },
  {
    reader: 'iso-info',
    trees: ['rockRidge'],
    on: ['devices, fifos and odd modes'],
    because: 'seen: no sticky bit is shown',
    misreading: differs((path) => path === 'sticky'),
  },
  {
    reader: 'pycdlib',
    on: RELOCATED,
    because: 'seen: names a relocated directory by its identifier in rr_moved, where the placeholder’s is a file’s',
    misreading: refuses,
  },
  {
    reader: 'pycdlib',
    trees: ['rockRidge'],
    on: ['symbolic links of every form'],
    because: 'seen: shows the target "/" as nothing',
    misreading: sees((expected) => expected.map((entry) => (entry.target === '/' ? { ...entry, target: '' } : entry))),
  },
  {
    reader: 'pycdlib',
    on: ['symbolic links as long as Linux takes', 'chains of continuation areas'],
    because: 'seen: "Only single CE record supported": a chain of areas is refused with the whole image',
    misreading: refuses,
  },
  {
    reader: 'pycdlib',
    trees: ['rockRidge'],
    on: SPECIALS,
    because: 'seen: has no word for devices, fifos and sockets',
    misreading: sees(specialsAsFiles),
  },
  {
    reader: 'grub-fstest',
    on: ['dots', 'interchange level 1'],
    because: 'seen: its ls hides names that begin with a dot',
    misreading: sees((expected) => expected.filter(({ path }) => !path.startsWith('.'))),
  },
  {
    reader: 'grub-fstest',
    on: ['control characters'],
    because: 'seen: its listing is one line a name, whatever the name',
    misreading: refuses,
  },
  {
    reader: 'grub-fstest',
    on: RELOCATED,
    because: '§4.6: no CL',
    misreading: differs((path) => path.includes('level8') || path.includes('second8') || path.startsWith('rr_moved')),
  },
  {
    reader: 'grub-fstest',
    on: LINKS,
    because: 'seen: shows what a link leads to, and nothing where it leads nowhere',
    misreading: differs((path) => path.startsWith('link') || path.includes('lll')),
  },
  {
    reader: 'grub-fstest',
    on: SPECIALS,
    because: 'seen: has no word for devices, fifos and sockets',
    misreading: sees(specialsAsFiles),
  },
  {
    reader: 'grub-fstest',
    on: ['dates at the edges'],
    because: 'seen: prints no date of the years 1900 and 2155, so that the listing loses the line',
    misreading: sees((expected) => expected.filter(({ path }) => !/^(1900|2155)/.test(path))),
  },
];

/** Checkers that load the tree first and stumble over it, with the faults above. */
export const checkerFaults: Readonly<Record<string, readonly string[]>> = {
  xorriso: ['symbolic links as long as Linux takes', 'chains of continuation areas'],
};
