/**
 * Many guests ask at once while their machines change, restart and move: each gets what the machine at its address has, whole,
 * and nothing of another one. A fault of one answer in two thousand is found by the same test.
 */
import { connect, type Socket } from 'node:net';
import { parseMachine } from '@configdrive/core';
import { memorySource, serveMetadata } from '@configdrive/metadata-server';
import { afterEach, expect, it, vi } from 'vitest';
import { Roster } from '../../packages/metadata-server/src/guests/roster.ts';
import { randomFrom } from '../hostile/random.ts';
import { isLong } from '../support/long.ts';

const GUESTS = 500;
const REQUESTS = isLong ? 10_000_000 : 200_000;
/** Requests that a guest sends at once: what they ask is the service's time and not that of this test. */
const BURST = 20;
/** As late as an answer may be. */
const LATE_MILLISECONDS = 1000;
const LINES = 40;

const seed = Number(process.env.CONFIGDRIVE_SERVE_SEED ?? Math.floor(Math.random() * 2 ** 31));
const addressOf = (index: number): string => `127.2.${Math.floor(index / 250)}.${(index % 250) + 1}`;
const PATHS = ['/latest/user-data', '/latest/meta-data/', '/latest/vm-id', '/latest/meta-data/tag'] as const;

afterEach(() => vi.restoreAllMocks());

/** A machine in one of its states: all that it says has this tag. */
const tagOf = (machine: number, state: number): string => `m${machine}s${state}`;

const machineAt = (tag: string, address: string) =>
  parseMachine({
    vmData: [
      ['metadata', 'vm-id', tag],
      ['metadata', 'tag', tag],
      ['metadata', `only-${tag}`, tag],
      ['metadata', 'local-ipv4', address],
    ],
    userData: `${tag}\n`.repeat(LINES),
  });

const LISTING = /^local-ipv4\nonly-(m[0-9]+s[0-9]+)\ntag\nvm-id\n$/;

/** The one tag of an answer; undefined: it has none, or a mixture. */
function tagIn(path: (typeof PATHS)[number], body: string): string | undefined {
  if (path === '/latest/meta-data/') return LISTING.exec(body)?.[1];
  if (path !== '/latest/user-data') return /^m[0-9]+s[0-9]+$/.exec(body)?.[0];
  const lines = body.split('\n');
  return lines.length === LINES + 1 && lines.slice(0, LINES).every((line) => line === lines[0]) ? lines[0] : undefined;
}

/** Which machine in which state an address had, and until when. */
class Owners {
  readonly #past = Array.from({ length: GUESTS }, (): { tag: string | undefined; until: number }[] => []);
  readonly #now: (string | undefined)[] = Array.from({ length: GUESTS }, () => undefined);

  set(guest: number, tag: string | undefined): void {
    const past = this.#past[guest]!;
    const now = performance.now();
    while (past[0] !== undefined && past[0].until < now - 10 * LATE_MILLISECONDS) past.shift();
    past.push({ tag: this.#now[guest], until: now });
    this.#now[guest] = tag;
  }

  /** Whether an answer to what was asked then may be of this machine; undefined: of none. */
  may(guest: number, tag: string | undefined, asked: number): boolean {
    const past = this.#past[guest]!;
    return tag === this.#now[guest] || past.some((each) => each.tag === tag && each.until >= asked - LATE_MILLISECONDS);
  }
}

interface Counts {
  requests: number;
  answered: number;
  /** Of another machine than the address has, or a mixture. */
  wrong: number;
  failed: number;
}

/** Asks from one address, burst after burst, until all have asked enough. */
async function askOn(guest: number, port: number, owners: Owners, counts: Counts, most: number): Promise<void> {
  const text = Array.from({ length: BURST }, (_, at) => {
    const path = PATHS[at % PATHS.length];
    return `GET ${path} HTTP/1.1\r\nHost: data-server\r\n\r\n`;
  }).join('');
  while (counts.requests < most) {
    counts.requests += BURST;
    const asked = performance.now();
    const answers = await burst(guest, port, text);
    if (answers.length < BURST) counts.failed += BURST - answers.length;
    for (const [at, { status, body }] of answers.entries()) {
      const tag = status === 200 ? tagIn(PATHS[at % PATHS.length]!, body) : undefined;
      const isWhole = status === 404 || tag !== undefined;
      if (status === 200) counts.answered += 1;
      if (!isWhole || !owners.may(guest, tag, asked)) counts.wrong += 1;
    }
  }
}

interface Answered {
  readonly status: number;
  readonly body: string;
}

const sockets = new Map<number, Socket>();

function burst(guest: number, port: number, text: string): Promise<readonly Answered[]> {
  return new Promise((resolve) => {
    const known = sockets.get(guest);
    const socket = known ?? connect({ port, host: '127.0.0.1', localAddress: addressOf(guest) });
    if (known === undefined) sockets.set(guest, socket);
    let got = '';
    const end = (): void => {
      socket.removeAllListeners();
      socket.on('error', () => {});
      resolve(answersIn(got));
    };
    socket.on('data', (data) => {
      got += data.toString('latin1');
      const answers = answersIn(got);
      if (answers.length === BURST) end();
    });
    socket.on('error', () => {});
    socket.on('close', () => {
      sockets.delete(guest);
      end();
    });
    socket.write(text);
  });
}

/** Whole answers only. */
function answersIn(text: string): readonly Answered[] {
  const answers: Answered[] = [];
  for (let at = 0; ; ) {
    const head = text.indexOf('\r\n\r\n', at);
    if (head === -1) return answers;
    const length = Number(/Content-Length: ([0-9]+)/.exec(text.slice(at, head))?.[1]);
    const end = head + 4 + length;
    if (end > text.length) return answers;
    answers.push({ status: Number(text.slice(at + 9, at + 12)), body: text.slice(head + 4, end) });
    at = end;
  }
}

async function asked(most: number): Promise<Counts> {
  const random = randomFrom(seed);
  const owners = new Owners();
  const states = Array.from({ length: GUESTS }, () => 0);
  /** Address of each machine; undefined: it is stopped. */
  const places = Array.from({ length: GUESTS }, (_, machine): number | undefined => machine);
  const source = memorySource();
  const put = (machine: number): void => {
    const place = places[machine];
    const tag = tagOf(machine, states[machine]!);
    if (place === undefined) source.delete(`vm-${machine}`);
    else {
      source.set(`vm-${machine}`, machineAt(tag, addressOf(place)));
      owners.set(place, tag);
    }
  };
  for (let machine = 0; machine < GUESTS; machine++) put(machine);
  const service = await serveMetadata({
    drives: source,
    listen: [{ form: 'cloudstack', address: '127.0.0.1' }],
    limits: { requestsPerConnection: 1_000_000 },
  });
  function change(): void {
    const [one, other] = [random.below(GUESTS), random.below(GUESTS)];
    const kind = random.below(3);
    states[one]! += 1;
    if (kind === 0 || one === other) {
      put(one);
      return;
    }
    // Stopped or started, or both of them with the address of the other one.
    const [here, there] = [places[one], places[other]];
    [places[one], places[other]] = [there, here];
    states[other]! += 1;
    if (kind === 1 && here !== undefined) {
      places[other] = undefined;
      owners.set(here, undefined);
    }
    put(one);
    put(other);
  }
  const timer = setInterval(change, 20);
  const counts: Counts = { requests: 0, answered: 0, wrong: 0, failed: 0 };
  try {
    const port = service.listeners[0]?.port ?? 0;
    await Promise.all(Array.from({ length: GUESTS }, (_, guest) => askOn(guest, port, owners, counts, most)));
  } finally {
    clearInterval(timer);
    for (const socket of sockets.values()) socket.destroy();
    sockets.clear();
    await service.drain({ withinMilliseconds: 1000 });
  }
  return counts;
}

it(`${REQUESTS} requests of ${GUESTS} guests get nothing of another one, from seed ${seed}`, {
  timeout: isLong ? 7_200_000 : 300_000,
}, async () => {
  const counts = await asked(REQUESTS);
  expect(counts).toMatchObject({ wrong: 0, failed: 0 });
  expect(counts.requests).toBeGreaterThanOrEqual(REQUESTS);
  expect(counts.answered).toBeGreaterThan(REQUESTS / 4);
});

it('one answer in two thousand that is of another one is found', { timeout: 300_000 }, async () => {
  const requests = 40_000;
  const at = Reflect.get(Roster.prototype, 'at');
  let count = 0;
  vi.spyOn(Roster.prototype, 'at').mockImplementation(function (this: Roster, address: string) {
    count += 1;
    return at.call(this, count % 2000 === 0 ? addressOf((count / 2000) % GUESTS) : address);
  });
  expect((await asked(requests)).wrong).toBeGreaterThan(requests / 2000 / 4);
});
