/** Writes drives to the file system, for judges that read directories. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Files } from './drives/sound.ts';

export function writeTree(directory: string, files: Files): void {
  mkdirSync(directory, { recursive: true });
  for (const [path, content] of files) {
    const target = join(directory, path);
    mkdirSync(content === null ? target : dirname(target), { recursive: true });
    if (content !== null) writeFileSync(target, content);
  }
}
