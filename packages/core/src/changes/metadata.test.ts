/** Metadata by name: files, aliases, the keys of every version, EC2's and NoCloud's; nothing else moves. */
import { describe, expect, it } from 'vitest';
import { CHANGE, changedBetween, driveOf, textsOf } from '../../../../test/changes/helpers.ts';
import { issuesOf, planOf, refusalsOf } from '../../../../test/core/helpers.ts';
import { KEYS } from '../../../../test/drive/sample.ts';
import type { Triple } from '../input/drive-input.ts';
import { type MetadataInput, withMetadata } from './metadata.ts';

const META = 'openstack/latest/meta_data.json';
const pathOf = (name: string): string => `cloudstack/metadata/${name}.txt`;

const TRIPLES: readonly Triple[] = [
  ['metadata', 'local-hostname', 'web-1'],
  ['metadata', 'availability-zone', 'zone-1'],
  ['metadata', 'service-offering', 'Small'],
  ['metadata', 'department', 'Sales'],
];
const planned = planOf({ vmData: TRIPLES });

const replanned = (name: string, value: string | null) =>
  planOf({ vmData: TRIPLES.map(([directory, given, old]) => [directory, given, given === name ? value : old]) });

describe('on a drive that has it', () => {
  it.each([
    ['local-hostname', 'web-2', ['local-hostname', 'local_hostname'], true],
    ['availability-zone', 'zone-2', ['availability-zone', 'availability_zone'], true],
    ['service-offering', 'Large', ['service-offering', 'service_offering'], false],
    ['department', 'Müller "&" Söhne', ['department'], true],
  ])('%s is another in file, alias and key, as planning would write it', (name, value, names, hasKey) => {
    const drive = withMetadata(planned, { [name]: value }, CHANGE);
    expect(changedBetween(planned, drive)).toEqual([...names.map(pathOf), ...(hasKey ? [META] : [])].sort());
    expect(textsOf(drive)).toEqual(textsOf(replanned(name, value)));
  });

  it.each(['local-hostname', 'department'])('%s is gone when it is null or blank', (name) => {
    for (const value of [null, ' ']) {
      expect(textsOf(withMetadata(planned, { [name]: value }, CHANGE))).toEqual(textsOf(replanned(name, null)));
    }
  });

  it('keeps a value of blanks in the metadata only, under CloudStack’s profile', () => {
    const texts = textsOf(withMetadata(planned, { department: ' ' }, { ...CHANGE, profile: 'cloudstack' }));
    expect(texts[pathOf('department')]).toBeUndefined();
    expect(texts[META]).toContain('"department":" "');
  });

  it('changes several at once, and what is given as pairs', () => {
    const asObject = withMetadata(planned, { 'local-hostname': 'web-2', department: null }, CHANGE);
    const asPairs = withMetadata(
      planned,
      [
        ['department', null],
        ['local-hostname', 'web-2'],
      ],
      CHANGE,
    );
    expect(textsOf(asObject)).toEqual(textsOf(asPairs));
    expect(changedBetween(planned, asObject)).toHaveLength(4);
  });

  it('changes nothing when nothing is given, or the same', () => {
    expect(withMetadata(planned, {}, CHANGE).entries).toEqual(planned.entries);
    expect(changedBetween(planned, withMetadata(planned, { department: 'Sales' }, CHANGE))).toEqual([]);
  });

  it('changes only the keys that are there, in every version and in EC2’s metadata', () => {
    const drive = driveOf({
      'openstack/2012-08-10/meta_data.json': '{"name": "x", "uuid": "u"}',
      [META]: '{"hostname": "web-1.example", "n": 12345678901234567890, "uuid": "u"}',
      'ec2/latest/meta-data.json':
        '{"hostname": "web-1", "local-hostname": "web-1", "placement": {"availability-zone": "a"}}',
    });
    const change = { 'local-hostname': 'web-2', 'availability-zone': 'b' };
    expect(textsOf(withMetadata(drive, change, CHANGE))).toEqual({
      'openstack/2012-08-10/meta_data.json': '{"name": "x", "uuid": "u"}',
      [META]: '{"hostname": "web-2", "n": 12345678901234567890, "uuid": "u"}',
      'ec2/latest/meta-data.json':
        '{"hostname": "web-2", "local-hostname": "web-2", "placement": {"availability-zone": "b"}}',
    });
  });

  it('takes EC2’s keys away', () => {
    const drive = driveOf({ 'ec2/latest/meta-data.json': '{"hostname": "web-1", "ami-id": "x"}' });
    expect(textsOf(withMetadata(drive, { 'local-hostname': null }, CHANGE))).toEqual({
      'ec2/latest/meta-data.json': '{"ami-id": "x"}',
    });
  });
});

describe('on a drive that has it not', () => {
  it('adds what planning would', () => {
    const drive = withMetadata(planned, { 'cloud-name': 'Here', team: 'Ops' }, CHANGE);
    expect(textsOf(drive)).toEqual(
      textsOf(planOf({ vmData: [...TRIPLES, ['metadata', 'cloud-name', 'Here'], ['metadata', 'team', 'Ops']] })),
    );
  });

  it('of OpenStack adds users’ data to `meta` of every version, and makes metadata where there are none', () => {
    const drive = driveOf({ 'openstack/2012-08-10/meta_data.json': '{"uuid":"u"}', [META]: '{"uuid":"u"}' });
    expect(textsOf(withMetadata(drive, { team: 'Ops' }, CHANGE))).toEqual({
      'openstack/2012-08-10/meta_data.json': '{"uuid":"u","meta":{"team":"Ops"}}',
      [META]: '{"uuid":"u","meta":{"team":"Ops"}}',
    });
    const none = driveOf({ 'openstack/latest/vendor_data.json': '{}' });
    expect(textsOf(withMetadata(none, { 'vm-id': 'u' }, CHANGE))[META]).toBe('{"uuid": "u"}');
  });

  it('is written nowhere when it is blank', () => {
    expect(changedBetween(planned, withMetadata(planned, { team: '' }, CHANGE))).toEqual([]);
  });

  it('says so when nothing takes it', () => {
    const drive = driveOf({ [META]: '{"uuid":"u"}' });
    const changed = withMetadata(drive, { 'service-offering': 'Large' }, CHANGE);
    expect(issuesOf(changed)).toEqual(['warning place-missing at metadata.service-offering']);
    expect(changedBetween(drive, changed)).toEqual([]);
  });
});

describe('the identity', () => {
  it('is in the file and in uuid', () => {
    const drive = withMetadata(planned, { 'vm-id': 'other' }, CHANGE);
    expect(textsOf(drive)).toMatchObject({ [pathOf('vm-id')]: 'other' });
    expect(textsOf(drive)[META]).toContain('"uuid":"other"');
  });

  it('is the instance-id where there is no vm-id', () => {
    const drive = planOf({ vmData: [['metadata', 'instance-id', 'one']] });
    expect(textsOf(withMetadata(drive, { 'instance-id': 'two' }, CHANGE))[META]).not.toContain('two');
    const alone = driveOf({ [pathOf('instance-id')]: 'one', [META]: '{"uuid":"one"}' });
    expect(textsOf(withMetadata(alone, { 'instance-id': 'two' }, CHANGE))).toEqual({
      [pathOf('instance-id')]: 'two',
      [META]: '{"uuid":"two"}',
    });
  });

  it('is not taken off unless that is allowed, and the warning goes when there is one again', () => {
    expect(refusalsOf(() => withMetadata(planned, { 'vm-id': null }, CHANGE))).toEqual([`uuid-missing at ${META}`]);
    const drive = withMetadata(planned, { 'vm-id': null }, { ...CHANGE, allow: ['uuid-missing'] });
    expect(issuesOf(drive)).toContain(`warning uuid-missing at ${META}`);
    expect(issuesOf(withMetadata(drive, { department: 'x' }, { ...CHANGE, strict: true }))).toContain(
      `warning uuid-absent at ${META}`,
    );
    expect(issuesOf(withMetadata(drive, { 'vm-id': 'other' }, CHANGE)).join()).not.toContain('uuid-');
  });
});

describe('names', () => {
  it('public-keys are keys', () => {
    const drive = withMetadata(planned, { 'public-keys': KEYS.join('\n') }, CHANGE);
    expect(textsOf(drive)).toEqual(
      textsOf(planOf({ vmData: [...TRIPLES, ['metadata', 'public-keys', KEYS.join('\n')]] })),
    );
  });

  it('that guests take for their own are files only', () => {
    const drive = withMetadata(planned, { hostname: 'x' }, CHANGE);
    expect(textsOf(drive)[pathOf('hostname')]).toBe('x');
    expect(textsOf(drive)[META]).toBe(textsOf(planned)[META]);
    expect(issuesOf(drive)).toContain('warning reader-owned-name at metadata.hostname');
  });

  it('that are those of an alias make it a file of its own', () => {
    const drive = withMetadata(planned, { local_hostname: 'x' }, CHANGE);
    expect(textsOf(drive)).toEqual(textsOf(planOf({ vmData: [...TRIPLES, ['metadata', 'local_hostname', 'x']] })));
    expect(changedBetween(planned, withMetadata(planned, { local_hostname: null }, CHANGE))).toEqual([]);
  });

  it('that nearly are those of other files are refused', () => {
    expect(refusalsOf(() => withMetadata(planned, { Department: 'x' }, CHANGE))).toEqual([
      'path-collision at metadata.Department',
    ]);
  });

  it('that are longer than Joliet holds are refused, unless the caller’s profile cuts them', () => {
    const read = { ...planned, profile: { ...planned.profile, overlongJolietNames: 'cut' as const } };
    const change = { ['n'.repeat(80)]: 'x' };
    expect(refusalsOf(() => withMetadata(read, change, CHANGE))[0]).toMatch(/^joliet-name-too-long/);
    expect(refusalsOf(() => withMetadata(read, change, { ...CHANGE, profile: read.profile }))).toEqual([]);
  });

  it.each<[unknown, string]>([
    [{ '../x': 'y' }, 'name-unsafe at metadata["../x"]'],
    [{ x: '\ud800' }, 'text-ill-formed at metadata.x'],
    [{ x: 7 }, 'wrong-type at metadata.x'],
    [[['x']], 'wrong-type at metadata[0]'],
    [['x'], 'wrong-type at metadata[0]'],
    [null, 'wrong-type at metadata'],
    ['x', 'wrong-type at metadata'],
    [
      [
        ['x', '1'],
        ['x', '2'],
      ],
      'duplicate-triple at metadata.x',
    ],
    [{ 'public-keys': 'no key' }, 'public-key-invalid at publicKeys'],
  ])('%j is refused', (metadata, refusal) => {
    expect(refusalsOf(() => withMetadata(planned, metadata as MetadataInput, CHANGE))).toEqual([refusal]);
  });
});

describe('on a NoCloud drive', () => {
  it('changes what stands on one line', () => {
    const drive = driveOf({ 'meta-data': '# by us\ninstance-id: i-1\nlocal-hostname: web-1\n', 'user-data': '' });
    const changed = withMetadata(drive, { 'local-hostname': 'web-2', 'instance-id': '0123' }, CHANGE);
    expect(textsOf(changed)['meta-data']).toBe('# by us\ninstance-id: "0123"\nlocal-hostname: web-2\n');
    expect(textsOf(withMetadata(drive, { 'local-hostname': null }, CHANGE))['meta-data']).toBe(
      '# by us\ninstance-id: i-1\n',
    );
  });

  it('adds a line', () => {
    const drive = driveOf({ 'meta-data': 'instance-id: i-1', 'user-data': '' });
    const changed = withMetadata(drive, { 'local-hostname': 'web-2' }, CHANGE);
    expect(textsOf(changed)['meta-data']).toBe('instance-id: i-1\nlocal-hostname: web-2\n');
  });
});
