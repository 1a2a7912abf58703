/** A server and the processes that have it: killed, started twice, under an ordinary account. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { startPostgres } from '@configdrive/jobs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeUnless, describeWhere, foundAt, installCommandOf } from '../support/foreign.ts';
import { useTemporaryDirectory } from '../support/temporary.ts';

const OWNER = join(import.meta.dirname, 'owner.mjs');
const directory = useTemporaryDirectory();
beforeAll(() => chmodSync(directory(), 0o711));

interface Told {
  readonly code?: string;
  readonly message?: string;
  readonly adopted?: boolean;
  readonly pid?: number;
}

interface Owner {
  readonly child: ChildProcess;
  readonly told: Told;
}

/** What every test starts is ended, however the test ends. */
const children: ChildProcess[] = [];
afterAll(async () => {
  for (const child of children.filter(({ exitCode, signalCode }) => exitCode === null && signalCode === null)) {
    child.stdin?.end();
    await once(child, 'exit');
  }
});

async function own(folder: string, { binaries, uid }: { binaries?: string; uid?: number } = {}): Promise<Owner> {
  const child = spawn(process.execPath, [OWNER, folder, ...(binaries === undefined ? [] : [binaries])], {
    cwd: '/',
    stdio: ['pipe', 'pipe', 'inherit'],
    ...(uid === undefined ? {} : { uid, gid: uid }),
  });
  children.push(child);
  const ended = once(child, 'exit').then(() => Promise.reject(new Error('the process said nothing')));
  const lines = createInterface(child.stdout as NodeJS.ReadableStream);
  const [line] = (await Promise.race([once(lines, 'line'), ended])) as [string];
  ended.catch(() => undefined);
  return { child, told: JSON.parse(line) as Told };
}

async function kill({ child }: Owner): Promise<void> {
  child.kill('SIGKILL');
  await once(child, 'exit');
}

async function end({ child }: Owner): Promise<void> {
  child.stdin?.end();
  await once(child, 'exit');
}

const NOBODY = 65_534;
const isRoot = process.getuid?.() === 0;
const debian = foundAt('initdb');

/** Programs of npm's package and of the distribution; as root or whoever runs the tests, and as an ordinary account. */
const KINDS = [
  { title: 'of the package', name: 'p', missing: undefined, options: {} },
  {
    title: 'of the distribution',
    name: 'd',
    missing: debian === undefined ? installCommandOf(['initdb']) : undefined,
    options: { binaries: debian?.replace(/\/initdb$/, '') ?? '' },
  },
];

for (const { title, name, missing, options } of KINDS) {
  describeUnless(missing, `a server ${title}`, () => {
    it('is refused to a second process, outlives the first one when that is killed, and is adopted', async () => {
      const first = await own(directory(name), options);
      expect(first.told).toMatchObject({ adopted: false });
      const second = await own(directory(name), options);
      expect(second.told).toMatchObject({
        code: 'postgres-in-use',
        message: expect.stringContaining(`${first.child.pid}`),
      });
      await kill(first);
      const third = await own(directory(name), options);
      expect(third.told).toEqual({ ...first.told, adopted: true });
      await end(third);
      expect(() => statSync(join(directory(name), 'data/postmaster.pid'))).toThrow('ENOENT');
    });

    it('starts again after it was killed', async () => {
      const first = await own(directory(name), options);
      process.kill(first.told.pid ?? 0, 'SIGKILL');
      await kill(first);
      const second = await own(directory(name), options);
      expect(second.told).toMatchObject({ adopted: false, pid: expect.any(Number) });
      expect(second.told.pid).not.toBe(first.told.pid);
      await end(second);
    });
  });

  describeWhere(isRoot ? missing : 'run the tests as root', `a server ${title}, by an ordinary account`, () => {
    beforeAll(() => {
      mkdirSync(directory(`${name}-nobody`), { mode: 0o700 });
      chownSync(directory(`${name}-nobody`), NOBODY, NOBODY);
    });

    it('is its own', async () => {
      const owner = await own(directory(`${name}-nobody`), { ...options, uid: NOBODY });
      expect(owner.told).toMatchObject({ adopted: false });
      expect(statSync(join(directory(`${name}-nobody`), 'data')).uid).toBe(NOBODY);
      await end(owner);
    });
  });
}

describe.runIf(isRoot)('a user id without a name', () => {
  it('is told so', async () => {
    const uid = 54_321;
    mkdirSync(directory('unnamed'), { mode: 0o700 });
    chownSync(directory('unnamed'), uid, uid);
    const { told } = await own(directory('unnamed'), { uid });
    expect(told).toMatchObject({ code: 'postgres-account-unnamed' });
  });
});

describe('of processes that ask at once', () => {
  it('one has the server, and the others are refused', async () => {
    const owners = await Promise.all([1, 2, 3].map(() => own(directory('race'))));
    const codes = owners.map(({ told }) => told.code ?? 'has it').toSorted();
    expect(codes).toEqual(['has it', 'postgres-in-use', 'postgres-in-use']);
    await Promise.all(owners.filter(({ told }) => told.code === undefined).map(end));
  });
});

describe('the log of a server', () => {
  it('has nothing of the statements that failed', async () => {
    const server = await startPostgres({ folder: directory('log') });
    const { default: pg } = await import('pg');
    const client = new pg.Client(server.connection);
    await client.connect();
    for (const statement of [
      "select 'canary-7f3a'::int",
      'select canary_7f3a',
      "do $$ begin raise 'canary-7f3a'; end $$",
    ]) {
      await expect(client.query(statement)).rejects.toThrow();
    }
    await expect(client.query('select $1::uuid', ['canary-7f3a'])).rejects.toThrow();
    await client.end();
    await server.stop();
    expect(readFileSync(directory('log', 'postgres.log'), 'utf8')).toMatch(/shut down/);
    expect(readFileSync(directory('log', 'postgres.log'), 'utf8')).not.toMatch(/canary/);
  });
});
