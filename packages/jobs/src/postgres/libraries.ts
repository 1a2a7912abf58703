/**
 * The libraries of a package's programs. The package leaves out links, which its installer makes where scripts may run and its folder
 * may be written; so they are made in a folder of ours, and nothing is ever written into the package.
 */
import { mkdir, readFile, readlink, rm, symlink } from 'node:fs/promises';
import { basename, join } from 'node:path';

/** As pg-symlinks.json of the package has it; paths begin at the package. */
interface Link {
  readonly source: string;
  readonly target: string;
}

/** Makes the links that are missing; gives what programs need in their environment. */
export async function linkLibraries(packageFolder: string, linkFolder: string): Promise<NodeJS.ProcessEnv> {
  await mkdir(linkFolder, { recursive: true, mode: 0o755 });
  for (const { source, target } of await linksOf(packageFolder)) {
    await makeLink(join(packageFolder, source), join(linkFolder, basename(target)));
  }
  const path = `${linkFolder}:${join(packageFolder, 'native/lib')}`;
  return process.platform === 'darwin' ? { DYLD_LIBRARY_PATH: path } : { LD_LIBRARY_PATH: path };
}

async function linksOf(packageFolder: string): Promise<readonly Link[]> {
  const text = await readFile(join(packageFolder, 'native/pg-symlinks.json'), 'utf8').catch(() => '[]');
  return (JSON.parse(text) as readonly Link[]).filter(({ target }) => target.startsWith('native/lib/'));
}

/** One that leads elsewhere was made when the package was elsewhere. */
async function makeLink(to: string, path: string): Promise<void> {
  const old = await readlink(path).catch(() => undefined);
  if (old === to) return;
  await rm(path, { force: true });
  await symlink(to, path).catch(async (cause: unknown) => {
    // Another process makes the same links.
    if ((await readlink(path).catch(() => undefined)) !== to) throw cause;
  });
}
