/** GRUB's own driver, through grub-fstest: Rock Ridge, else Joliet. It tells names, lengths and contents. */
import { programPath } from '../foreign.ts';
import { runOk, textOf } from '../run.ts';
import { byPath, type SeenEntry, sha256Of } from '../seen.ts';

/** One process per directory and per file: meant for trees of a few dozen names. Symbolic links show as what they lead to. */
export const listWithGrub = (image: string): readonly SeenEntry[] => [...walk(image, '')].sort(byPath);

function* walk(image: string, directory: string): Generator<SeenEntry> {
  const text = textOf(programPath('grub-fstest'), [image, '--', 'ls', '-l', `(loop0)/${directory}`]);
  for (const row of text.split('\n')) {
    const match = /^(DIR|\d+) +\d{14} (.*)$/.exec(row);
    if (match === null) continue;
    const [, size = '', name = ''] = match;
    if (size === 'DIR') {
      yield { path: `${directory}${name.slice(0, -1)}`, type: 'directory' };
      yield* walk(image, `${directory}${name}`);
    } else {
      yield fileAt(image, `${directory}${name}`, Number(size));
    }
  }
}

function fileAt(image: string, path: string, byteLength: number): SeenEntry {
  if (byteLength === 0) return { path, type: 'file', byteLength, sha256: sha256Of('') };
  const content = runOk(programPath('grub-fstest'), [image, 'cat', `(loop0)/${path}`]).stdout;
  return { path, type: 'file', byteLength: content.byteLength, sha256: sha256Of(content) };
}
