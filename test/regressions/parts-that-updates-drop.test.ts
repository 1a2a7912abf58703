/** `update` dropped partition tables, HFS, UDF and appended sessions of a hybrid image without a word. */
import { appendFileSync, copyFileSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { beforeAll, expect, it } from 'vitest';
import { configdrive, vm } from '../cli/command.ts';
import { withForeign } from '../support/foreign.ts';
import { makeWithGenisoimage, makeWithXorriso } from '../support/makers.ts';
import { runOk } from '../support/run.ts';
import { useTemporaryDirectory } from '../support/temporary.ts';

const path = useTemporaryDirectory();
const SYSTEM_AREA = 'the system area, with partition tables or a boot loader';
const BLOCK_BYTES = 2048;

beforeAll(() => {
  mkdirSync(path('tree/openstack/latest'), { recursive: true });
  writeFileSync(path('tree/openstack/latest/meta_data.json'), '{"uuid": "6f1f9a3e-2b0d-4d6a-9a55-0c8a3a7f5b11"}');
  mkdirSync(path('more'));
  for (const name of ['partition', 'more/file']) writeFileSync(path(name), new Uint8Array(100_000).fill(7));
  expect(configdrive(['build', '-', '-o', path('plain.iso')], { input: JSON.stringify(vm) }).status).toBe(0);
});

const updated = (name: string, ...change: readonly string[]) =>
  configdrive([
    'update',
    path(name),
    '--force',
    ...(change.length === 0 ? ['--without-password'] : change),
    '-o',
    path(`new-${name}`),
  ]);

it('an image of files alone loses nothing', () => {
  expect(updated('plain.iso')).toMatchObject({ status: 0, stderr: '' });
});

it('a system area and an appended partition are told in one notice', () => {
  const image = readFileSync(path('plain.iso'));
  image.write('\x55\xaa', 510, 'latin1');
  writeFileSync(path('hybrid.iso'), image);
  appendFileSync(path('hybrid.iso'), new Uint8Array(10_240).fill(7));
  const { status, stderr } = updated('hybrid.iso');
  expect(status).toBe(0);
  expect(stderr.match(/parts-not-kept/g)).toHaveLength(1);
  // With the room in front of them.
  expect(stderr).toMatch(/the system area.*18432 bytes that no file has/);
});

it('what nothing changes loses nothing', () => {
  copyFileSync(path('hybrid.iso'), path('same.iso'));
  const args = ['update', path('new-hybrid.iso'), '--without-password', '--dry-run'];
  expect(configdrive(args).stderr).not.toContain('parts-not-kept');
});

withForeign(['genisoimage', 'xorriso'], 'of an image with', ({ genisoimage, xorriso }) => {
  const byXorriso = (...extra: readonly string[]) => {
    makeWithXorriso(path('tree'), path('odd.iso'), 'config-2', extra);
  };
  const byGenisoimage = (...extra: readonly string[]) => {
    makeWithGenisoimage(path('tree'), path('odd.iso'), 'config-2', extra);
  };
  const makers: Readonly<Record<string, () => void>> = {
    'a partition table and an appended partition': () => byXorriso('-append_partition', '2', '0x83', path('partition')),
    'a GPT and an appended partition': () =>
      byXorriso('-append_partition', '2', '0xEF', path('partition'), '-appended_part_as_gpt'),
    'HFS+': () => byXorriso('-hfsplus'),
    HFS: () => byGenisoimage('-hfs'),
    UDF: () => byGenisoimage('-udf'),
    'a session that was grown in place': () => {
      byXorriso();
      runOk(xorriso, ['-dev', path('odd.iso'), '-map', path('partition'), '/more', '-commit']);
    },
    'an appended session': () => {
      byGenisoimage();
      const blocks = statSync(path('odd.iso')).size / BLOCK_BYTES;
      const session = ['-quiet', '-J', '-R', '-C', `0,${blocks}`, '-M', path('odd.iso'), '-o', path('session')];
      runOk(genisoimage, [...session, path('more')]);
      appendFileSync(path('odd.iso'), readFileSync(path('session')));
    },
  };
  const partitioned = Object.keys(makers).filter((name) => !name.includes('session') && name !== 'UDF');

  it.each(Object.keys(makers))('%s says that they are not kept', (name) => {
    makers[name]?.();
    const { status, stderr } = updated('odd.iso', '--host-name', 'other');
    expect(status).toBe(0);
    expect(stderr.match(/parts-not-kept/g)).toHaveLength(1);
    const bytes = Number(/(\d+) bytes that no file has/.exec(stderr)?.[1]);
    expect(bytes).toBeGreaterThanOrEqual(100_000);
    expect(stderr.includes(SYSTEM_AREA)).toBe(partitioned.includes(name));
  });

  it('nothing but files says nothing', () => {
    for (const make of [byXorriso, byGenisoimage]) {
      make();
      expect(updated('odd.iso', '--host-name', 'other')).toMatchObject({ status: 0, stderr: '' });
    }
  });
});

it('damage that an image has is told before it is carried over', () => {
  const image = readFileSync(path('plain.iso'));
  // The plain path tables of both byte orders point elsewhere: no reader of files minds, and a new image has new ones.
  for (const place of [140, 148]) image.writeUInt32LE(0xffff, 16 * BLOCK_BYTES + place);
  writeFileSync(path('damaged.iso'), image);
  const { status, stderr } = updated('damaged.iso');
  expect(status).toBe(0);
  expect(stderr).toMatch(/parts-not-kept.*fault.* that verify tells of/);
});
