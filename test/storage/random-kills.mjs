/**
 * Kills processes at work on a store, at any moment, and looks each time whether every drive is whole: `node
 * test/storage/random-kills.mjs 1000`. Ends with a line of numbers, or with what is wrong and exit code 1.
 */
import { spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { openStore } from './directories.mjs';

const INSTANCES = ['i-2-10-VM', 'i-2-11-VM', 'i-2-12-VM'];
const LOCATIONS = ['secondary', 'primary'];
const WORKERS = 3;
const MOST_MILLISECONDS_ALIVE = 150;
const PASSWORD_FILE = 'cloudstack/password/vm_password.txt';
const VENDOR_FILE = 'openstack/latest/vendor_data.json';

/** What other workers may have done meanwhile. */
const EXPECTED = new Set(['file-missing', 'drive-ambiguous', 'conflict', 'already-exists', 'busy']);

const pick = (list) => list[randomInt(list.length)];
const storeIn = (directory) =>
  openStore(Object.fromEntries(LOCATIONS.map((location) => [location, join(directory, location)])));

const acts = [
  (store, name, password) =>
    store.create(name, [
      ['metadata', 'vm-id', 'x'],
      ['password', 'vm_password', password],
    ]),
  (store, name, password) => store.setPassword(name, password),
  (store, name, password) => store.setPassword(name, password, { replace: 'keepInode' }),
  (store, name, password) => store.setUserData(name, password.repeat(randomInt(2000)), { replace: 'keepInode' }),
  async (store, name) => store.commit(await store.migrate(name, { to: pick(LOCATIONS) })),
  (store, name) => store.remove(name, { location: pick(LOCATIONS) }),
];

async function work(directory) {
  const store = storeIn(directory);
  process.stdout.write('at work\n');
  for (let round = 0; ; round++) {
    try {
      await pick(acts)(store, pick(INSTANCES), `Pw-${process.pid}-${round}`);
    } catch (error) {
      if (!EXPECTED.has(error.code)) throw error;
    }
  }
}

async function killAgainAndAgain(directory, kills) {
  const store = storeIn(directory);
  const running = Array.from({ length: WORKERS }, () => start(directory));
  let seen = 0;
  for (let kill = 0; kill < kills; kill++) {
    const position = randomInt(WORKERS);
    const { child, atWork, ended } = running[position];
    await atWork;
    await setTimeout(randomInt(MOST_MILLISECONDS_ALIVE));
    child.kill('SIGKILL');
    await ended;
    seen += await refuseBroken(store);
    running[position] = start(directory);
  }
  for (const { child, ended } of running) {
    child.kill('SIGKILL');
    await ended;
  }
  seen += await refuseBroken(store);
  const { leftovers } = await store.gc(INSTANCES);
  await finishAll(store);
  refuseLeftovers(directory);
  return { kills: kills + WORKERS, drivesSeen: seen, leftovers };
}

function start(directory) {
  const child = spawn(process.execPath, [process.argv[1], '--worker', directory], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise((settle) => {
    child.once('exit', (code) => {
      if (code !== null) process.exitCode = 1; // of itself, and it has said why
      settle();
    });
  });
  const atWork = Promise.race([ended, new Promise((settle) => child.stdout.once('data', settle))]);
  return { child, ended, atWork };
}

/** A drive that is there can be read, and its password is the same in both places that every change writes together. */
async function refuseBroken(store) {
  let count = 0;
  for (const location of LOCATIONS) {
    for (const name of INSTANCES) {
      const drive = await store.read(name, { location }).then(
        (read) => read.drive,
        (error) => {
          if (error.code !== 'file-missing') throw error;
        },
      );
      if (drive === undefined) continue;
      count++;
      const [password, vendor] = [PASSWORD_FILE, VENDOR_FILE].map((path) => textOn(drive, path));
      if (!vendor.includes(password)) throw new Error(`the drive of ${name} on ${location} is a mixture`);
    }
  }
  return count;
}

const textOn = ({ entries }, path) => entries.find((entry) => entry.path === path).content.text();

/** The next operation finishes what was interrupted. */
async function finishAll(store) {
  for await (const { instance, location } of store.list()) await store.change(instance, (drive) => drive, { location });
}

function refuseLeftovers(directory) {
  for (const entry of readdirSync(directory, { recursive: true, withFileTypes: true })) {
    if (entry.isDirectory()) continue;
    const isDrive = INSTANCES.some((name) => entry.name === `${name}.iso`);
    const mode = statSync(join(entry.parentPath, entry.name)).mode & 0o7777;
    if (!isDrive || mode !== 0o600) throw new Error(`${entry.name} is left, with mode ${mode.toString(8)}`);
  }
}

const [first = '1000', workplace] = process.argv.slice(2);
if (first === '--worker') {
  await work(workplace);
} else {
  const directory = mkdtempSync(join(tmpdir(), 'configdrive-kills-'));
  for (const location of LOCATIONS) mkdirSync(join(directory, location));
  try {
    process.stdout.write(`${JSON.stringify(await killAgainAndAgain(directory, Number(first)))}\n`);
  } finally {
    rmSync(directory, { recursive: true });
  }
}
