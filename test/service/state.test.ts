/** The state of the service on the servers that it runs on: the tables are made once, and what is in them tells no content. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type RunningPostgres, startPostgres } from '@configdrive/jobs';
import {
  closeDatabase,
  constraintOf,
  type DatabaseConnection,
  generateKey,
  migrate,
  openDatabase,
  sealerOf,
} from '@configdrive/service';
import { Client } from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { describeUnless, foundAt, installCommandOf } from '../support/foreign.ts';
import { useTemporaryDirectory } from '../support/temporary.ts';

type Db = ReturnType<typeof openDatabase>;

const root = useTemporaryDirectory();
beforeAll(() => chmodSync(root(), 0o711));

const debian = foundAt('initdb');
const KINDS: readonly (readonly [name: string, remedy: string | undefined, binaries: string | undefined])[] = [
  ['the package for this platform', undefined, undefined],
  [
    'the distribution',
    debian === undefined ? installCommandOf(['initdb']) : undefined,
    debian?.replace(/\/initdb$/, ''),
  ],
];

const MIGRATIONS = ['0001-inventory-and-instances'];
const MIGRATOR = join(import.meta.dirname, 'migrator.mjs');

/** By a session of its own. */
async function valuesOf(connection: DatabaseConnection, text: string): Promise<readonly Record<string, unknown>[]> {
  const client = new Client(connection);
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(text)).rows;
  } finally {
    await client.end();
  }
}

for (const [name, remedy, binaries] of KINDS) {
  describeUnless(remedy, `the state on ${name}`, () => {
    let server: RunningPostgres;
    let databases = 0;
    let connection: DatabaseConnection;
    let db: Db;
    const opened: Db[] = [];

    const open = (to: string | DatabaseConnection): Db => {
      const one = openDatabase(to);
      opened.push(one);
      return one;
    };

    beforeAll(async () => {
      const folder = root(binaries === undefined ? 'p' : 'd');
      server = await startPostgres({ folder, ...(binaries === undefined ? {} : { binaries }) });
    });
    afterAll(async () => {
      for (const one of opened) await closeDatabase(one);
      await server?.stop();
    });
    beforeEach(async () => {
      databases += 1;
      const database = `test_${databases}`;
      await valuesOf(server.connection, `CREATE DATABASE ${database}`);
      connection = { ...server.connection, database };
      db = open(connection);
    });

    it('has its tables after a migration, and the next does nothing', async () => {
      expect(await migrate(db)).toEqual(MIGRATIONS);
      expect(await migrate(db)).toEqual([]);
      expect(await db.selectFrom('migration').select('name').execute()).toEqual(
        MIGRATIONS.map((each) => ({ name: each })),
      );
      expect(await db.selectFrom('instance').selectAll().execute()).toEqual([]);
    });

    it('is the same by a URL', async () => {
      const { host, user, database } = connection;
      const url = `postgres://${user}@${encodeURIComponent(host)}/${database}`;
      expect(await migrate(open(url))).toEqual(MIGRATIONS);
    });

    it('is refused when a newer version migrated it, and stays as it is', async () => {
      await migrate(db);
      await db.insertInto('migration').values({ name: '9999-of-later' }).execute();
      await expect(migrate(db)).rejects.toMatchObject({
        name: 'StorageError',
        code: 'database-newer',
        path: '9999-of-later',
        message: expect.stringContaining('run the version that made it'),
      });
      expect(await db.selectFrom('migration').selectAll().execute()).toHaveLength(2);
    });

    it('is migrated once by processes that start together', async () => {
      const racers = await Promise.all([racer(connection), racer(connection), racer(connection)]);
      for (const { child } of racers) child.stdin?.end();
      const told = await Promise.all(racers.map(({ end }) => end));
      expect(told.flat()).toEqual(MIGRATIONS);
    });

    it('is as it was when a migration fails, and says what the server called it', async () => {
      await valuesOf(connection, 'CREATE TABLE nic (id integer)');
      await expect(migrate(db)).rejects.toMatchObject({ code: 'migration-failed', errno: '42P07' });
      expect(await tablesOf(connection)).toEqual(['nic']);
      await valuesOf(connection, 'DROP TABLE nic');
      expect(await migrate(db)).toEqual(MIGRATIONS);
    });

    it('has names of our own for all that it refuses', async () => {
      await migrate(db);
      const names = await valuesOf(
        connection,
        "SELECT conname FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND contype <> 'n'",
      );
      const given = names.map(({ conname }) => String(conname));
      expect(given.filter((each) => /_(?:key|fkey|check|excl)\d*$/.test(each) && !each.endsWith('_api_key'))).toEqual(
        [],
      );
      expect(given).toContain('account_name_in_domain');
    });

    it('says which rule a change broke, and no value', async () => {
      await migrate(db);
      const ids = await sample(db);
      const account = { domain_id: ids.domain, name: 'canary', type: 0 };
      expect(await brokenBy(() => db.insertInto('account').values(account).execute())).toEqual({
        kind: 'unique',
        table: 'account',
        name: 'account_name_in_domain',
      });
      expect(await brokenBy(() => db.deleteFrom('user_data').where('id', '=', ids.userData).execute())).toEqual({
        kind: 'foreign-key',
        table: 'template',
        name: 'template_user_data',
      });
      expect(
        await brokenBy(() =>
          db
            .insertInto('account')
            .values({ ...account, name: 'other', type: 9 })
            .execute(),
        ),
      ).toEqual({ kind: 'check', table: 'account', name: 'account_type' });
      const nameless = { ...account, name: null as unknown as string };
      expect(await brokenBy(() => db.insertInto('account').values(nameless).execute())).toEqual({
        kind: 'not-null',
        table: 'account',
        name: 'name',
      });
      const setting = { name: 'vm.password.length', scope: 'global', scope_id: null, value: '8' } as const;
      await db.insertInto('setting').values(setting).execute();
      expect(await brokenBy(() => db.insertInto('setting').values(setting).execute())).toMatchObject({
        name: 'setting_in_scope',
      });
    });

    it('keeps what is in use, and parts go with their whole', async () => {
      await migrate(db);
      const ids = await sample(db);
      for (const table of ['zone', 'account', 'template', 'network', 'network_offering', 'service_offering'] as const) {
        expect(await brokenBy(() => db.deleteFrom(table).execute()), table).toMatchObject({ kind: 'foreign-key' });
      }
      await db.deleteFrom('instance').where('id', '=', ids.instance).execute();
      expect(await db.selectFrom('nic').selectAll().execute()).toEqual([]);
      expect(await db.selectFrom('instance_key').selectAll().execute()).toEqual([]);
      await db.deleteFrom('network').execute();
      await db.deleteFrom('network_offering').execute();
      expect(await db.selectFrom('network_offering_service').selectAll().execute()).toEqual([]);
    });

    it('tells no content where somebody copies all tables', async () => {
      await migrate(db);
      await sample(db);
      const copied: string[] = [];
      for (const table of await tablesOf(connection)) {
        const rows = await valuesOf(connection, `SELECT to_jsonb(each)::text AS row FROM "${table}" AS each`);
        copied.push(...rows.map(({ row }) => String(row)));
      }
      const text = copied.join('\n');
      expect(text).toContain('key-of-canary');
      expect(text.match(/v1\.[0-9a-f]{8}\./g)).toHaveLength(5);
      for (const secret of SECRETS) {
        for (const form of ['utf8', 'base64', 'base64url', 'hex'] as const) {
          expect(text.includes(Buffer.from(secret).toString(form)), form).toBe(false);
        }
      }
    });

    it('takes a long line of requests, and ends', async () => {
      await migrate(db);
      const counts = await Promise.all(Array.from({ length: 50 }, () => db.selectFrom('zone').select('id').execute()));
      expect(counts.flat()).toEqual([]);
      const short = open(connection);
      await short.selectFrom('zone').select('id').execute();
      await closeDatabase(short);
      await closeDatabase(short);
    });

    it('goes on with new connections where the server ended the old ones', async () => {
      await migrate(db);
      const others = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '${connection.database}'`;
      await valuesOf(server.connection, others);
      const ask = (): Promise<unknown> => db.selectFrom('zone').select('id').execute();
      expect(await ask().catch(ask)).toEqual([]);
    });

    it('is unreachable under another user', async () => {
      await expect(migrate(open({ ...connection, user: 'nobody_here' }))).rejects.toMatchObject({
        code: 'database-unreachable',
        errno: '28000',
      });
    });
  });
}

describe('a database', () => {
  it('that is not there is told with the word of the system', async () => {
    const db = openDatabase({ host: root('none'), port: 5432, database: 'a', user: 'a', password: 'canary' });
    const error: unknown = await migrate(db).catch((cause: unknown) => cause);
    expect(error).toMatchObject({ name: 'StorageError', code: 'database-unreachable', errno: 'ENOENT' });
    expect(String(error)).not.toContain('canary');
    await closeDatabase(db);
  });

  it.each(['', 'mysql://a/b', 'postgres://[', {}, { host: 'a', port: 'x', database: 'b', user: 'c' }])(
    'is not named by %j',
    (connection) => {
      expect(() => openDatabase(connection as string)).toThrow(expect.objectContaining({ code: 'argument-invalid' }));
    },
  );

  it.each([
    undefined,
    null,
    'x',
    new Error('x'),
    { code: '42P01' },
    { code: '23505', constraint: 'Key (a)=(b)', table: 'a' },
  ])('breaks no rule by %o', (error) => {
    expect(constraintOf(error)).toBeUndefined();
  });
});

async function brokenBy(change: () => Promise<unknown>): Promise<ReturnType<typeof constraintOf>> {
  return constraintOf(await change().catch((error: unknown) => error));
}

async function tablesOf(connection: DatabaseConnection): Promise<readonly string[]> {
  const rows = await valuesOf(connection, "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1");
  return rows.map(({ tablename }) => String(tablename));
}

interface Racer {
  readonly child: ChildProcess;
  readonly end: Promise<readonly string[]>;
}

/** A process that waits for the end of its input. */
async function racer(connection: DatabaseConnection): Promise<Racer> {
  const child = spawn(process.execPath, [MIGRATOR, JSON.stringify(connection)], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface(child.stdout as NodeJS.ReadableStream)[Symbol.asyncIterator]();
  expect((await lines.next()).value).toBe('ready');
  const end = Promise.all([lines.next(), once(child, 'exit')]).then(([line]) => JSON.parse(String(line.value)));
  return { child, end };
}

const SECRETS = [
  'secret-of-canary',
  'content-of-canary',
  'password-of-canary',
  'data-of-canary',
  'details-of-canary',
] as const;
const [API_SECRET, CONTENT, PASSWORD, USER_DATA, DETAILS] = SECRETS;

/** A row of every table. */
async function sample(db: Db): Promise<Readonly<Record<'domain' | 'userData' | 'instance', string>>> {
  const sealer = sealerOf(generateKey());
  const idOf = async (row: Promise<{ id: string }>): Promise<string> => (await row).id;
  const seal = (secret: string, table: string, column: string, id: string): string =>
    sealer.seal(secret, { table, column, id });
  const [keyId, userData, instance] = [crypto.randomUUID(), crypto.randomUUID(), crypto.randomUUID()];
  const domain = await idOf(
    db.insertInto('domain').values({ name: 'ROOT', path: 'ROOT' }).returning('id').executeTakeFirstOrThrow(),
  );
  const account = await idOf(
    db
      .insertInto('account')
      .values({ domain_id: domain, name: 'canary', type: 1 })
      .returning('id')
      .executeTakeFirstOrThrow(),
  );
  const person = { username: 'canary', first_name: 'A', last_name: 'B', email: 'a@example.org' };
  const user = await idOf(
    db
      .insertInto('user')
      .values({ ...person, account_id: account, domain_id: domain })
      .returning('id')
      .executeTakeFirstOrThrow(),
  );
  const sealed_secret = seal(API_SECRET, 'access_key', 'sealed_secret', keyId);
  await db
    .insertInto('access_key')
    .values({ id: keyId, user_id: user, api_key: 'key-of-canary', sealed_secret })
    .execute();
  const zone = await idOf(db.insertInto('zone').values({ name: 'z' }).returning('id').executeTakeFirstOrThrow());
  await db.insertInto('host').values({ zone_id: zone, name: 'h', hypervisor: 'KVM' }).execute();
  await db.insertInto('provider_state').values({ zone_id: zone, provider: 'ConfigDrive', state: 'Enabled' }).execute();
  const size = { cpu_number: 1, cpu_speed: 1000, memory: 512 };
  const offering = await idOf(
    db
      .insertInto('service_offering')
      .values({ name: 's', display_text: 's', ...size })
      .returning('id')
      .executeTakeFirstOrThrow(),
  );
  const sealed_content = seal(CONTENT, 'user_data', 'sealed_content', userData);
  await db.insertInto('user_data').values({ id: userData, account_id: account, name: 'u', sealed_content }).execute();
  const template = await idOf(
    db
      .insertInto('template')
      .values({
        zone_id: zone,
        account_id: account,
        name: 't',
        display_text: 't',
        hypervisor: 'KVM',
        format: 'QCOW2',
        user_data_id: userData,
        user_data_policy: 'APPEND',
      })
      .returning('id')
      .executeTakeFirstOrThrow(),
  );
  const networkOffering = await idOf(
    db
      .insertInto('network_offering')
      .values({ name: 'n', display_text: 'n', traffic_type: 'Guest', guest_ip_type: 'Isolated' })
      .returning('id')
      .executeTakeFirstOrThrow(),
  );
  await db
    .insertInto('network_offering_service')
    .values({ network_offering_id: networkOffering, service: 'UserData', provider: 'ConfigDrive' })
    .execute();
  const network = await idOf(
    db
      .insertInto('network')
      .values({
        zone_id: zone,
        account_id: account,
        network_offering_id: networkOffering,
        name: 'n',
        display_text: 'n',
      })
      .returning('id')
      .executeTakeFirstOrThrow(),
  );
  await db
    .insertInto('instance')
    .values({
      id: instance,
      account_id: account,
      zone_id: zone,
      service_offering_id: offering,
      template_id: template,
      name: 'i',
      display_name: 'i',
      instance_name: 'i-2-1-VM',
      hypervisor: 'KVM',
      state: 'Stopped',
      sealed_user_data: seal(USER_DATA, 'instance', 'sealed_user_data', instance),
      sealed_user_data_details: seal(DETAILS, 'instance', 'sealed_user_data_details', instance),
      sealed_password: seal(PASSWORD, 'instance', 'sealed_password', instance),
    })
    .execute();
  const card = { device_id: 0, mac_address: '02:00:00:00:00:01', is_default: true };
  await db
    .insertInto('nic')
    .values({ ...card, instance_id: instance, network_id: network })
    .execute();
  await db
    .insertInto('instance_key')
    .values({ instance_id: instance, position: 0, name: 'k', public_key: 'ssh' })
    .execute();
  const pair = { account_id: account, name: 'k', public_key: 'ssh', fingerprint: '00' };
  await db.insertInto('ssh_key_pair').values(pair).execute();
  const event = {
    type: 'VM.CREATE',
    level: 'INFO',
    state: 'Completed',
    description: 'i',
    resource_id: instance,
  } as const;
  await db
    .insertInto('event')
    .values({ ...event, account_id: account, user_id: user })
    .execute();
  await db.insertInto('setting').values({ name: 'n', scope: 'zone', scope_id: zone, value: 'v' }).execute();
  return { domain, userData, instance };
}
