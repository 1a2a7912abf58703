/** All mutants, and how one becomes an image. */
import { DESCRIPTOR_MUTANTS } from './mutants/descriptors.ts';
import { DIRECTORY_MUTANTS } from './mutants/directories.ts';
import { Editor } from './mutants/editor.ts';
import { FILE_MUTANTS } from './mutants/files.ts';
import { baseImage, type Mutant } from './mutants/mutant.ts';
import { ROCK_RIDGE_MUTANTS } from './mutants/rock-ridge.ts';

export const IMAGE_MUTANTS: readonly Mutant[] = [
  ...DESCRIPTOR_MUTANTS,
  ...DIRECTORY_MUTANTS,
  ...FILE_MUTANTS,
  ...ROCK_RIDGE_MUTANTS,
];

export const mutated = ({ base = 'sample', edit }: Mutant): Uint8Array => {
  const image = new Editor(baseImage(base));
  edit(image);
  return image.bytes;
};
