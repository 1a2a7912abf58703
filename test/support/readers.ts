/** The foreign readers of image files, as a table: what each needs and which trees it shows. */
import type { ForeignName } from './foreign.ts';
import { listWithBsdtar } from './readers/bsdtar.ts';
import { listWithGrub } from './readers/grub.ts';
import { listWithIsoinfo } from './readers/isoinfo.ts';
import { listWithIsoInfo } from './readers/libcdio.ts';
import { listWithPycdlib } from './readers/pycdlib.ts';
import { listWithSevenZip } from './readers/seven-zip.ts';
import { listWithXorriso } from './readers/xorriso.ts';
import type { SeenEntry, Tree } from './seen.ts';

export interface ForeignReader {
  readonly name: string;
  readonly programs: readonly ForeignName[];
  /** Trees it can be asked for. */
  readonly trees: readonly Tree[];
  /** Trees in which it also reads contents, so that its entries carry `sha256`. */
  readonly contents: readonly Tree[];
  /** Every entry below the root, in path order. Throws when the reader refuses the image. */
  readonly list: (image: string, tree: Tree) => readonly SeenEntry[];
}

const ALL: readonly Tree[] = ['rockRidge', 'joliet', 'plain'];

export const FOREIGN_READERS: readonly ForeignReader[] = [
  { name: 'bsdtar', programs: ['bsdtar'], trees: ALL, contents: ALL, list: listWithBsdtar },
  { name: 'isoinfo', programs: ['isoinfo'], trees: ALL, contents: ALL, list: listWithIsoinfo },
  { name: 'xorriso', programs: ['xorriso'], trees: ALL, contents: ALL, list: listWithXorriso },
  {
    name: 'iso-info',
    programs: ['iso-info', 'iso-read'],
    trees: ['rockRidge', 'joliet'],
    contents: ['rockRidge'],
    list: listWithIsoInfo,
  },
  { name: 'pycdlib', programs: ['pycdlib'], trees: ALL, contents: ALL, list: listWithPycdlib },
  { name: '7-Zip', programs: ['7z'], trees: ['joliet'], contents: ['joliet'], list: listWithSevenZip },
  { name: 'grub-fstest', programs: ['grub-fstest'], trees: ['rockRidge'], contents: ['rockRidge'], list: listWithGrub },
];
