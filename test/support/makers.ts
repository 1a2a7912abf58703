/** Foreign programs that make images from a directory: peers to compare with, and controls for the readers. */
import type { ForeignName } from './foreign.ts';
import { programPath } from './foreign.ts';
import { PYCDLIB_SCRIPT } from './readers/pycdlib.ts';
import { runOk } from './run.ts';

export interface ForeignMaker {
  readonly name: string;
  readonly programs: readonly ForeignName[];
  readonly make: (directory: string, image: string, label: string) => void;
}

/** CloudStack's own command line, word for word and in its order, but for the place of the output (ConfigDriveBuilder). */
const CLOUDSTACK_OPTIONS = '-ldots -allow-lowercase -allow-multidot -cache-inodes -l -quiet -J -r'.split(' ');

/** `extra` goes before the directory, for what CloudStack does not ask: `-input-charset`, `-no-pad` … */
export function makeWithGenisoimage(
  directory: string,
  image: string,
  label: string,
  extra: readonly string[] = [],
): void {
  runOk(programPath('genisoimage'), ['-o', image, ...CLOUDSTACK_OPTIONS, '-V', label, ...extra, directory]);
}

/** xorriso in the role of mkisofs, with the options of CloudStack's that it knows. */
export function makeWithXorriso(directory: string, image: string, label: string, extra: readonly string[] = []): void {
  const options = ['-quiet', '-o', image, ...CLOUDSTACK_OPTIONS, '-V', label, ...extra, directory];
  runOk(programPath('xorriso'), ['-as', 'mkisofs', ...options]);
}

/** libarchive's own writer: Rock Ridge and Joliet; plain names in capitals. */
export function makeWithBsdtar(directory: string, image: string, label: string): void {
  const options = ['--options', `iso9660:volume-id=${label}`, '--uid', '0', '--gid', '0'];
  runOk(programPath('bsdtar'), ['-cf', image, '--format=iso9660', ...options, '-C', directory, '.']);
}

/** pycdlib's writer: level 4, Joliet 3, Rock Ridge 1.09; regular files and directories only. */
export function makeWithPycdlib(directory: string, image: string, label: string): void {
  runOk(programPath('pycdlib'), [PYCDLIB_SCRIPT, 'make', directory, image, label]);
}

export const FOREIGN_MAKERS: readonly ForeignMaker[] = [
  { name: 'genisoimage', programs: ['genisoimage'], make: makeWithGenisoimage },
  { name: 'xorriso', programs: ['xorriso'], make: makeWithXorriso },
  { name: 'bsdtar', programs: ['bsdtar'], make: makeWithBsdtar },
  { name: 'pycdlib', programs: ['pycdlib'], make: makeWithPycdlib },
];
