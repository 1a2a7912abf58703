/**
 * `configdrive update` could not give a drive another host name, instance id or metadata, nor raise a limit, all of which the
 * library can.
 */
import { writeFileSync } from 'node:fs';
import { buildConfigDrive, explain, readConfigDriveSync, type TreeName, withInstanceId } from 'configdrive';
import { beforeEach, describe, expect, it } from 'vitest';
import { useCaseDirectory } from '../cli/case-directory.ts';
import { vm } from '../cli/command.ts';

const { here, run } = useCaseDirectory();

beforeEach(() => {
  writeFileSync(here('vm.json'), JSON.stringify({ ...vm, userDataFile: undefined }));
  expect(run(['build', 'vm.json', '-o', 'drive.iso']).status).toBe(0);
});

const seenOf = (image: Uint8Array) => explain(readConfigDriveSync(image), { guests: ['cloud-init'] })[0]?.view;
const updated = (...args: readonly string[]) => run(['update', 'drive.iso', '-o', '-', ...args]);

describe('configdrive update', () => {
  it('gives a drive another host name, instance id and metadata', () => {
    writeFileSync(here('metadata.yaml'), 'role: web\navailability-zone: null\n');
    const { bytes, status } = updated('--host-name', 'web-2', '--instance-id', 'id-2', '--metadata', 'metadata.yaml');
    expect(status).toBe(0);
    expect(seenOf(bytes)).toMatchObject({ hostname: 'web-2', instanceId: 'id-2' });
    const paths = readConfigDriveSync(bytes).entries.map(({ path }) => path);
    expect(paths).toContain('cloudstack/metadata/role.txt');
    expect(paths).not.toContain('cloudstack/metadata/availability-zone.txt');
  });

  it.each([
    ['--user-data-limit', '40000', /user-data-too-long/],
    ['--image-limit', '200000', /image-too-large/],
    ['--entry-limit', '60', /too-many-entries|entr/],
  ])('takes %s', (flag, enough, refusal) => {
    writeFileSync(here('user-data'), 'x'.repeat(27_000));
    const with_ = (limit: string) =>
      run(['update', 'drive.iso', '-n', '--user-data', 'user-data', '--user-data-limit', '40000', flag, limit]);
    expect(with_('10')).toMatchObject({ stdout: '' });
    expect(with_('10').stderr).toMatch(refusal);
    expect(with_(enough)).toMatchObject({ status: 0 });
    expect(with_('many')).toMatchObject({
      status: 2,
      stderr: expect.stringContaining(`${flag}: must be a whole number`),
    });
  });
});

it.each<[TreeName, readonly string[]]>([
  ['cloudstack', ['vm-id']],
  ['cloudstack', ['instance-id']],
  ['cloudstack', ['vm-id', 'instance-id']],
  ['openstack', ['vm-id', 'instance-id']],
  ['nocloud', ['vm-id']],
  ['nocloud', ['vm-id', 'instance-id']],
])('withInstanceId of a drive of %s with %j is what cloud-init takes for a new instance', (tree, names) => {
  const timestamp = new Date(0);
  const vmData = names.map((name) => ['metadata', name, `old-${name}`] as const);
  const { drive } = buildConfigDrive({ vmData, tree }, { timestamp });
  const changed = withInstanceId(drive, 'new', { timestamp });
  const guest = tree === 'nocloud' ? 'cloud-init-nocloud' : 'cloud-init';
  expect(explain(changed, { guests: [guest] })[0]?.view.instanceId).toBe('new');
  expect(changed.entries.map(({ path }) => path)).toEqual(drive.entries.map(({ path }) => path));
});
