import { createRequire } from 'node:module';

/** The version of this package, which finds its own manifest wherever a bundler puts this file. */
export function version(): string {
  const manifest: { version: string } = createRequire(import.meta.url)('configdrive/package.json');
  return manifest.version;
}
