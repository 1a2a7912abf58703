/** genisoimage the way CloudStack uses it: temporary directory, files, process, image read back, directory removed. */
import { spawnSync } from 'node:child_process';
import { linkSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

export const OPTIONS = ['-ldots', '-allow-lowercase', '-allow-multidot', '-cache-inodes', '-l', '-quiet', '-J', '-r'];

export const hasGenisoimage = () => spawnSync('genisoimage', ['-version'], { stdio: 'ignore' }).status === 0;

export function writeTree(root, files, links) {
  for (const [path, data] of files) {
    const location = join(root, path);
    mkdirSync(dirname(location), { recursive: true });
    writeFileSync(location, data);
  }
  for (const [path, of] of links) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    linkSync(join(root, of), join(root, path));
  }
}

/** One drive, end to end; answers the image in base64 as CloudStack hands it on. */
export function endToEnd(parent, files, links, extra = [], [program, ...before] = ['genisoimage']) {
  const directory = mkdtempSync(join(parent, 'configdrive'));
  try {
    const tree = join(directory, 'tree');
    mkdirSync(tree);
    writeTree(tree, files, links);
    const image = join(directory, 'drive.iso');
    const { status, stderr } = spawnSync(program, [
      ...before,
      '-o',
      image,
      ...OPTIONS,
      ...extra,
      '-V',
      'config-2',
      tree,
    ]);
    if (status !== 0) throw new Error(`${program}: ${stderr.toString().slice(-2000)}`);
    return readFileSync(image).toString('base64');
  } finally {
    rmSync(directory, { recursive: true });
  }
}
