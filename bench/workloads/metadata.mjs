/**
 * M1–M3: CPU of a metadata service per request, with connections that are kept and with one each, beside a bare server of Node's and
 * beside Apache laid out as CloudStack's router has it; and what 10,000 guests and many requests cost in memory.
 */
import { spawn } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { collected } from '../measure.mjs';
import { addressOf, machineOf, PATHS, userDataOf } from './metadata-guests.mjs';

const GUESTS = 500;
/** Requests of a guest, one after the other: what every server here lets a connection have. */
const ON_ONE = 100;
/** Guests that ask at one time. */
const AT_ONCE = 32;
const CHILD = fileURLToPath(new URL('../children/metadata.mjs', import.meta.url));
const APACHE = '/usr/sbin/apache2';
const MODULES = '/usr/lib/apache2/modules';
const ROUTER = "Apache as on CloudStack's router";
const FLOOR = 'floor';
const TICK_MICROSECONDS = 10_000;

/** A service as a process: `pids` are all that its answers cost. */
async function startNode(kind, count, flags = []) {
  const child = spawn(process.execPath, [...flags, CHILD, kind, String(count)], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  const port = Number((await lines.next()).value);
  const ask = async () => {
    child.stdin.write('\n');
    return Number((await lines.next()).value);
  };
  return { port, pids: () => [child.pid], residentBytes: ask, stop: () => child.kill('SIGKILL') };
}

/** Data by address in folders, rules that choose the folder by who asks, a host of its own: what the router's set-up comes to. */
async function startApache() {
  const root = mkdtempSync(join(tmpdir(), 'configdrive-router-'));
  chmodSync(root, 0o755);
  const web = join(root, 'html');
  mkdirSync(join(web, 'latest'), { recursive: true });
  const names = new Set();
  for (let index = 0; index < GUESTS; index++) {
    const address = addressOf(index);
    for (const folder of ['userdata', 'metadata']) mkdirSync(join(web, folder, address), { recursive: true });
    writeFileSync(join(web, 'userdata', address, 'user-data'), userDataOf(index));
    for (const [, name, value] of machineOf(index).vmData) {
      names.add(name);
      writeFileSync(join(web, 'metadata', address, name), value);
    }
    for (const folder of ['userdata', 'metadata']) {
      writeFileSync(join(web, folder, address, '.htaccess'), `Require ip ${address}\n`);
    }
  }
  const rules = [...names].flatMap((name) => [
    `RewriteRule ^meta-data/${name}/?$ ../metadata/%{REMOTE_ADDR}/${name} [L,NC,QSA]`,
  ]);
  const options = 'Options +FollowSymLinks\nRewriteEngine On\n';
  writeFileSync(
    join(web, 'latest/.htaccess'),
    `${options}RewriteRule ^user-data/?$ ../userdata/%{REMOTE_ADDR}/user-data [L,NC,QSA]\n${rules.join('\n')}\n`,
  );
  const port = 20_000 + (process.pid % 10_000);
  const modules = ['mpm_event', 'authz_core', 'authz_host', 'rewrite', 'negotiation', 'mime'].map(
    (name) => `LoadModule ${name}_module ${MODULES}/mod_${name}.so`,
  );
  const config = join(root, 'apache.conf');
  writeFileSync(
    config,
    `ServerRoot ${root}
ServerName data-server
${account()}PidFile ${join(root, 'pid')}
Listen 127.0.0.1:${port}
${modules.join('\n')}
TypesConfig /etc/mime.types
MaxKeepAliveRequests 100
KeepAliveTimeout 5
StartServers 2
ErrorLog ${join(root, 'error.log')}
DocumentRoot ${web}
<Directory ${web}>
  Options +MultiViews
  AllowOverride All
  Require all granted
</Directory>
`,
  );
  const child = spawn(APACHE, ['-f', config, '-D', 'FOREGROUND'], { stdio: ['ignore', 'inherit', 'inherit'] });
  for (let tries = 0; !(await isOpen(port)); tries++) {
    if (tries > 100) throw new Error(`apache2 does not start: ${readFileSync(join(root, 'error.log'), 'utf8')}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return {
    port,
    pids: () => [child.pid, ...childrenOf(child.pid)],
    stop: () => {
      child.kill('SIGTERM');
      child.once('exit', () => rmSync(root, { recursive: true, force: true }));
    },
  };
}

/** Root's children take another account, and end where none is named. */
const account = () => (process.getuid() === 0 ? 'User www-data\nGroup www-data\n' : '');

const isOpen = (port) =>
  asked(port, 0, '/latest/user-data', undefined).then(
    () => true,
    () => false,
  );

const childrenOf = (pid) =>
  readdirSync('/proc')
    .filter((name) => /^[0-9]+$/.test(name) && parentOf(name) === pid)
    .map(Number);

const fieldsOf = (pid) => {
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
};

function parentOf(pid) {
  try {
    return Number(fieldsOf(pid)[1]);
  } catch {
    return undefined;
  }
}

const cpuMicroseconds = (pids) =>
  pids.reduce((sum, pid) => sum + (Number(fieldsOf(pid)[11]) + Number(fieldsOf(pid)[12])) * TICK_MICROSECONDS, 0);

/** One request from the address of a guest; gives what came back. */
function asked(port, guest, path, agent) {
  return new Promise((resolve, reject) => {
    const sent = request(
      { port, host: '127.0.0.1', localAddress: addressOf(guest), path, agent, headers: { Host: 'data-server' } },
      (response) => {
        const pieces = [];
        response.on('data', (piece) => pieces.push(piece));
        response.on('end', () => resolve({ status: response.statusCode, body: Buffer.concat(pieces).toString() }));
      },
    );
    sent.on('error', (cause) => reject(new Error(`port ${port}, guest ${guest}, ${path}: ${cause.message}`)));
    sent.end();
  });
}

/** RFC 9112 9.3.1: a server may close a kept connection while the next request is on its way, and the client asks again. */
const answered = (port, guest, path, agent) =>
  asked(port, guest, path, agent).catch(() => asked(port, guest, path, new Agent()));

/** So many requests of all guests, some of them at one time; each answer is looked at. */
async function askedOften(port, count, isKept, guests = GUESTS) {
  const agents = Array.from({ length: AT_ONCE }, () => new Agent({ keepAlive: true, maxSockets: 1 }));
  let next = 0;
  await Promise.all(
    agents.map(async (agent) => {
      while (next < count) {
        // A guest asks all that it wants on one connection.
        const guest = Math.floor(next / ON_ONE) % guests;
        next += ON_ONE;
        for (let at = 0; at < ON_ONE; at++) {
          const path = PATHS[at % PATHS.length];
          const { status, body } = await answered(port, guest, path, isKept ? agent : new Agent());
          const isOwn = path === '/latest/user-data' ? body === userDataOf(guest) : body.includes(String(guest));
          if (status !== 200 || (path !== '/latest/meta-data/availability-zone' && !isOwn)) {
            throw new Error(`${path} of guest ${guest}: ${status}`);
          }
        }
        if (isKept) agent.destroy();
      }
    }),
  );
  for (const agent of agents) agent.destroy();
}

const starters = {
  ours: () => startNode('ours', GUESTS),
  [FLOOR]: () => startNode(FLOOR, GUESTS),
  [ROUTER]: existsSync(APACHE) ? startApache : undefined,
};

const WORKLOADS = {
  'metadata kept': { title: `${ON_ONE} requests on a connection`, isKept: true },
  'metadata single': { title: 'a connection for each request', isKept: false },
};

/** @returns workloads, as the other suites give them */
export async function metadata({ serveRounds, requests, manyRequests }) {
  const { measured, add } = collected(Object.keys(WORKLOADS));
  const services = [];
  try {
    for (const [name, start] of Object.entries(starters)) {
      if (start !== undefined) services.push({ name, ...(await start()) });
    }
    for (const { port } of services) await askedOften(port, requests, true);
    for (let round = 0; round < serveRounds; round++) {
      for (const [workload, { isKept }] of Object.entries(WORKLOADS)) {
        for (const { name, port, pids } of services) {
          const before = cpuMicroseconds(pids());
          await askedOften(port, requests, isKept);
          add(workload, name, (cpuMicroseconds(pids()) - before) / requests);
        }
      }
    }
  } finally {
    for (const { stop } of services) stop();
  }
  const missing = starters[ROUTER] === undefined ? [ROUTER] : [];
  const speed = Object.fromEntries(
    Object.entries(WORKLOADS).map(([name, { title }]) => [
      name,
      {
        title: `metadata service, ${title}: CPU of the server per request`,
        unit: 'µs CPU',
        rounds: measured[name],
        missing,
      },
    ]),
  );
  return { ...speed, ...(await memory(manyRequests)) };
}

const MANY_GUESTS = 10_000;

/** After a collection: what is loaded, and what is left of many requests. */
async function memory(requests) {
  const service = await startNode('ours', MANY_GUESTS, ['--expose-gc']);
  try {
    await askedOften(service.port, 20_000, true, MANY_GUESTS);
    const loaded = await service.residentBytes();
    await askedOften(service.port, requests, true, MANY_GUESTS);
    const after = await service.residentBytes();
    const mebibytes = (bytes) => bytes / 2 ** 20;
    return {
      'memory of 10,000 guests': {
        title: 'metadata service: 10,000 guests of 2 KB',
        unit: 'MiB',
        rounds: { ours: [mebibytes(loaded)] },
        missing: [],
      },
      'memory after many requests': {
        title: `metadata service: growth by ${requests.toLocaleString('en')} requests`,
        unit: 'MiB',
        rounds: { ours: [Math.max(0, mebibytes(after - loaded))] },
        missing: [],
      },
    };
  } finally {
    service.stop();
  }
}
