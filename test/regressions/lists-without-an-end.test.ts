/**
 * Views printed whatever there was: of a drive whose files share one extent, `diffDrives` listed all files for each of them
 * until the heap was full, and a line on a terminal could be megabytes long. Lists say how many others there are.
 */
import { diffDrives } from '@configdrive/core';
import type { GuestView } from '@configdrive/guests';
import { mapImageSync, mapText } from 'iso9660-reader';
import { layOutImage, toBytes } from 'iso9660-writer';
import { describe, expect, it } from 'vitest';
import { briefly, detailFacts, findingLines } from '../../packages/cli/src/actions/explain/view.ts';
import { configdrive } from '../cli/command.ts';
import { useTemporaryDirectory } from '../support/temporary.ts';

const COUNT = 5000;
const timestamp = new Date('2024-02-29T12:34:56Z');
const shared = new Uint8Array([1]);
const indices = Array.from({ length: COUNT }, (_, n) => n);
const sharing = indices.map((n) => ({ path: `f${n}`, content: shared }));
const apart = indices.map((n) => ({ path: `f${n}`, content: new Uint8Array([1]) }));

const driveOf = (entries: typeof sharing) => ({ label: 'config-2', entries, timestamp, volume: {} });

describe('a drive whose files share one extent', () => {
  it('is compared to one whose files do not, in a hundred names for each', () => {
    const { changed } = diffDrives(driveOf(apart), driveOf(sharing));
    expect(changed).toHaveLength(COUNT);
    expect(changed[0]?.sharedWith?.to).toHaveLength(100);
    expect(changed.map(({ path, sharedWith }) => sharedWith?.to.includes(path))).not.toContain(true);
    expect(new Set(changed.map(({ moreSharedWith }) => JSON.stringify(moreSharedWith)))).toEqual(
      new Set([JSON.stringify({ from: 0, to: COUNT - 101 })]),
    );
  });

  it('is the same as itself, and another one when a file leaves', () => {
    expect(diffDrives(driveOf(sharing), driveOf(sharing)).isSame).toBe(true);
    const { changed, removed } = diffDrives(driveOf(sharing), driveOf(sharing.slice(1)));
    expect([changed.length, removed.length]).toEqual([COUNT - 1, 1]);
  });

  it('is mapped in lines of a bounded length', () => {
    const bytes = toBytes(layOutImage(sharing.slice(0, 2000), { volumeIdentifier: 'DATA', timestamp, joliet: false }));
    const file = [...mapText(mapImageSync(bytes))].find((line) => line.includes('file ('));
    expect(file).toMatch(/ \/f0 .* and 1,992 more$/);
    expect(file?.length).toBeLessThan(200);
  });
});

describe('what a guest sees of very many', () => {
  const addresses = indices.map((n) => `10.0.${n >> 8}.${n & 255}/16`);
  const some = addresses.slice(0, 300);
  const routes = some.map((to) => ({ to, via: '10.0.0.1' }));
  const nic = {
    name: 'e0',
    kind: 'physical',
    addresses: some,
    dynamic: [],
    gateways: some,
    routes,
    dns: some,
  } as const;
  const nics = some.map(() => nic) as unknown as NonNullable<GuestView['network']>['nics'];
  const view: GuestView = {
    label: 'config-2',
    keys: indices.map(() => ({ byteLength: 1 })) as unknown as NonNullable<GuestView['keys']>,
    network: { source: 'network-data', nics, dns: addresses, stops: [] },
  };

  it('is a short line', () => {
    const one = { ...view, network: { source: 'network-data', nics: nics.slice(0, 1), dns: [], stops: [] } } as const;
    expect(briefly(one)).toMatch(/and 290 more, 5000 keys$/);
  });

  it('are the first facts of each name, and how many others there are', () => {
    const facts = detailFacts(view);
    expect(facts).toHaveLength(100 + 100 + 1 + 1 + 2);
    expect(facts.slice(-2)).toEqual([
      ['key', 'and 4,900 more'],
      ['NIC', 'and 200 more'],
    ]);
    expect(Math.max(...facts.map(([, fact]) => fact.length))).toBeLessThan(1500);
  });

  it('are the worst of the findings', () => {
    const notices = indices.map(() => ({ code: 'a', severity: 'notice', place: [], message: 'a' }) as const);
    const issues = [...notices, { code: 'b', severity: 'error', place: [], message: 'bad' } as const];
    const lines = findingLines([{ guest: 'cloud-init', versions: ['1'], verdict: 'partly', view, issues }], true, 80);
    expect(lines).toHaveLength(2 + 100 + 1);
    expect(lines[2]).toContain('bad');
    expect(lines.at(-1)).toBe('  and 4,901 more');
  });
});

describe('a command', () => {
  const path = useTemporaryDirectory();
  const run = (args: readonly string[], input: Uint8Array | string = '') => configdrive(args, { cwd: path(), input });
  const image = (entries: Parameters<typeof layOutImage>[0]): Uint8Array =>
    toBytes(layOutImage(entries, { volumeIdentifier: 'DATA', timestamp, joliet: false }));

  it('tells the first of the links that are not extracted', () => {
    const links = indices.slice(0, 300).map((n) => ({ path: `l${n}`, target: '/' }));
    const { status, stderr } = run(['extract', '-', 'tree'], image([...links, { path: 'a', content: 'x' }]));
    const lines = stderr.trimEnd().split('\n');
    expect([status, lines.length, lines.at(-1)]).toEqual([0, 101, 'notice: and 200 more']);
  });

  it('tells the first of the differences and how many there are', () => {
    expect(run(['build', '-', '-o', 'a.iso'], JSON.stringify({ vmData: [['metadata', 'vm-id', 'a']] })).status).toBe(0);
    const { status, stdout } = run(['diff', 'a.iso', '-'], image(apart.slice(0, 3000)));
    const lines = stdout.trimEnd().split('\n');
    expect([status, lines.length]).toEqual([1, 1 + 1000 + 1]);
    expect(lines[0]).toMatch(/: 30\d\d differences$/);
    expect(lines.at(-1)).toMatch(/^ {2}and 2,0\d\d more$/);
  });
});
