/** The files of a directory as entries, as they are found. */
import { readdirSync } from 'node:fs';
import { fileContent } from '@configdrive/files';

export function* entriesOf(root, below = '') {
  for (const entry of readdirSync(`${root}/${below}`, { withFileTypes: true })) {
    const path = below === '' ? entry.name : `${below}/${entry.name}`;
    if (entry.isDirectory()) yield* entriesOf(root, path);
    else yield { path, content: fileContent(`${root}/${path}`) };
  }
}
