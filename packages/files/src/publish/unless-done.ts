/** Names that were given although the file system says that they were not. */
import { lstatSync, type Stats } from 'node:fs';

/** Says which file it is: by device and inode. */
export const identityOf = ({ dev, ino }: Stats): string => `${dev}:${ino}`;

/**
 * Gives a file a name. A server of NFS may do what it is asked and its answer get lost: the second time it says that it cannot.
 *
 * @param identity Of the file; undefined: it is not known.
 * @param path What the file is called afterwards.
 */
export function unlessDone(identity: string | undefined, path: string, act: () => void): void {
  try {
    act();
  } catch (cause) {
    if (identity === undefined || identityAt(path) !== identity) throw cause;
  }
}

function identityAt(path: string): string | undefined {
  try {
    return identityOf(lstatSync(path));
  } catch {
    return undefined;
  }
}
