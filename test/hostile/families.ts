/** All hostile images. */
import { DIRECTORY_FAMILIES } from './families/directories.ts';
import { FILE_FAMILIES } from './families/files.ts';
import { NAME_FAMILIES } from './families/names.ts';
import { NUMBER_FAMILIES } from './families/numbers.ts';
import { SYSTEM_USE_FAMILIES } from './families/system-use.ts';
import { TREE_FAMILIES } from './families/trees.ts';
import { VOLUME_FAMILIES } from './families/volume.ts';
import type { HostileCase } from './hostile-case.ts';

export const HOSTILE_CASES: readonly HostileCase[] = [
  ...VOLUME_FAMILIES,
  ...NUMBER_FAMILIES,
  ...DIRECTORY_FAMILIES,
  ...FILE_FAMILIES,
  ...NAME_FAMILIES,
  ...SYSTEM_USE_FAMILIES,
  ...TREE_FAMILIES,
];
