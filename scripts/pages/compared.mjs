/** Pages that are made in memory, beside those on the disk. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../packages.mjs';

/**
 * Gives the paths whose texts differ, having written them if that is accepted.
 * @param {Readonly<Record<string, string>>} pages path → text
 * @param {boolean} accept
 * @param {string} [folder] that the paths are in
 */
export function changedPages(pages, accept, folder = root) {
  const changed = Object.entries(pages).filter(([path, text]) => textAt(join(folder, path)) !== text);
  if (accept) for (const [path, text] of changed) writeFileSync(join(folder, path), text);
  return changed.map(([path]) => path);
}

/** @param {string} file */
const textAt = (file) => (existsSync(file) ? readFileSync(file, 'utf8') : undefined);
