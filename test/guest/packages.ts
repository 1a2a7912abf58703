/** Debian packages for a guest that has no network: archives that lie on the other disc. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { aptGet } from '../../scripts/debian.mjs';
import type { GuestImage } from './image.ts';

/** Path on the disc → archive: of each package, and of what it depends on, unless the guest's image has it. */
export function packagesFor(
  { packages: installed }: GuestImage,
  release: string,
  names: readonly string[] = [],
): Readonly<Record<string, Uint8Array>> {
  if (names.length === 0) return {};
  const draft = mkdtempSync(join(tmpdir(), 'configdrive-test-'));
  try {
    const apt = aptGet(draft, release);
    apt('update');
    apt('install', '--download-only', '--yes', '--no-install-recommends', ...names);
    const archives = readdirSync(join(draft, 'cache/archives')).filter((file) => file.endsWith('.deb'));
    const missing = archives.filter((file) => !installed.has(file.split('_')[0] ?? ''));
    return Object.fromEntries(
      missing.map((file) => [`packages/${file}`, readFileSync(join(draft, 'cache/archives', file))]),
    );
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}
