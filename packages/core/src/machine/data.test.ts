import { describe, expect, it } from 'vitest';
import { fileOf, issuesOf, type PlanArguments, planOf, refusalsOf, VM_ID } from '../../../../test/core/helpers.ts';
import { textIn } from '../../../../test/support/contents.ts';
import type { DriveInput, Triple } from '../input/drive-input.ts';

const UUID = VM_ID[2] ?? '';

const refusals = (given: PlanArguments): readonly string[] => refusalsOf(() => planOf(given));

/** Everything a plan notes, but for the NICs that these plans do not have. */
const notes = (given: PlanArguments): readonly string[] =>
  issuesOf(planOf(given)).filter((issue) => !issue.includes(' network-data-'));

describe('directories', () => {
  const vmData: Triple[] = [['vendor', 'note', 'x']];

  it('outside those that guests read are written, with a warning', () => {
    expect(notes({ vmData })).toEqual(['warning directory-unknown at vmData[1][0]']);
    expect(fileOf(planOf({ vmData }), 'cloudstack/vendor/note.txt')).toBe('x');
    expect(notes({ vmData, options: { profile: 'cloudstack' } })).toEqual([]);
  });

  it('without a name are refused, and left out in cloudstack', () => {
    const blank: Triple[] = [[' ', 'note', 'x']];
    expect(refusals({ vmData: blank })).toEqual(['name-unsafe at vmData[1][0]']);
    expect(notes({ vmData: blank, options: { profile: 'cloudstack' } })).toEqual([
      'notice blank-directory at vmData[1]',
    ]);
  });
});

describe('names', () => {
  it.each([
    [['metadata', '../x', 'v'], 'name-unsafe at vmData[1][1]'],
    [['metadata', '', 'v'], 'name-unsafe at vmData[1][1]'],
    [['metadata', 'a\u0000', null], 'name-unsafe at vmData[1][1]'],
    [['..', 'x', 'v'], 'name-unsafe at vmData[1][0]'],
    [['a/b', 'x', 'v'], 'name-unsafe at vmData[1][0]'],
    [['metadata', 'x'.repeat(250), 'v'], 'name-too-long at vmData[1][1]'],
    [['metadata', 'x'.repeat(61), 'v'], 'joliet-name-too-long at vmData[1][1]'],
    [['metadata', 'note', 'half \ud83d'], 'text-ill-formed at vmData[1][2]'],
  ] as const)('%j is refused', (triple, expected) => expect(refusals({ vmData: [triple] })).toEqual([expected]));

  it('are cut by Joliet in cloudstack, and safe in every profile', () => {
    const options = { profile: 'cloudstack' } as const;
    expect(refusals({ vmData: [['metadata', 'x'.repeat(100), 'v']], options })).toEqual([]);
    expect(refusals({ vmData: [['metadata', '../x', 'v']], options })).toEqual(['name-unsafe at vmData[1][1]']);
  });

  it('that Windows keeps for devices are noted', () => {
    expect(notes({ vmData: [['metadata', 'aux', 'v']] })).toEqual(['notice windows-reserved-name at vmData[1][1]']);
  });

  it.each(['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty'])(
    '%s is a name like any other',
    (name) => {
      const drive = planOf({ vmData: [['metadata', name, 'v']], customParameters: [[`${name}2`, 'w']] });
      expect(fileOf(drive, `cloudstack/metadata/${name}.txt`)).toBe('v');
      expect(fileOf(drive, 'openstack/latest/meta_data.json')).toBe(`{"uuid":"${UUID}","${name}":"v","${name}2":"w"}`);
      expect(Object.keys(Object.prototype)).toEqual([]);
    },
  );

  it.each([
    [
      [
        ['metadata', 'Note', 'a'],
        ['metadata', 'note', 'b'],
      ],
    ],
    [
      [
        ['metadata', 'é', 'a'],
        ['metadata', 'e\u0301', 'b'],
      ],
    ],
    [
      [
        ['Vendor', 'note', 'a'],
        ['vendor', 'note', 'b'],
      ],
    ],
    [
      [
        ['vendor.', 'note', 'a'],
        ['vendor', 'note', 'b'],
      ],
    ],
  ] as readonly (readonly Triple[])[][])('that meet in case or normalisation are refused (%#)', (vmData) => {
    expect(refusals({ vmData })).toEqual(['path-collision at vmData[2]']);
  });

  it.each([
    [['Metadata', 'a', 'x'], 'path-collision at vmData[1]'],
    [['METADATA', 'a', null], 'path-collision at vmData[1]'],
    [['metadata ', 'a', 'x'], 'path-collision at vmData[1]'],
  ] as readonly (readonly [Triple, string])[])('of directories meet, too (%#)', (triple, expected) => {
    expect(refusals({ vmData: [triple] })).toEqual([expected]);
  });
});

describe('what the input has of the name of an alias, or nearly', () => {
  const entriesAt = (path: string, vmData: readonly Triple[]): readonly unknown[] =>
    planOf({ vmData })
      .entries.filter((entry) => entry.path === path)
      .map(({ sameAs, content }) => sameAs ?? textIn(content));

  it.each([
    ['wins', ['metadata', 'vm_id', 'mine'], 'cloudstack/metadata/vm_id.txt', ['mine']],
    ['in another case', ['metadata', 'VM_ID', 'mine'], 'cloudstack/metadata/vm_id.txt', []],
    [
      'without content',
      ['metadata', 'vm_id', null],
      'cloudstack/metadata/vm_id.txt',
      ['cloudstack/metadata/vm-id.txt'],
    ],
    [
      'beside its directory',
      ['user_data', 'note', 'x'],
      'cloudstack/user_data/user_data.txt',
      ['cloudstack/userdata/user_data.txt'],
    ],
    ['as a directory in another case', ['User_Data', 'note', 'x'], 'cloudstack/user_data/user_data.txt', []],
  ] as readonly (readonly [string, Triple, string, readonly string[]])[])('%s', (_, triple, path, expected) => {
    expect(entriesAt(path, [['userdata', 'user_data', 'YQ=='], triple])).toEqual(expected);
  });
});

describe('what is blank', () => {
  it.each(['', ' \n', '\u001c\u001f', '\u2003\u2028\u3000'])('is blank to Java: form %#', (content) => {
    expect(fileOf(planOf({ vmData: [['metadata', 'note', content]] }), 'cloudstack/metadata/note.txt')).toBeUndefined();
  });

  it.each(['\u00a0', '\u2007', '\u202f', '\ufeff', '\u0085'])('is not what only looks so: form %#', (content) => {
    expect(fileOf(planOf({ vmData: [['metadata', 'note', content]] }), 'cloudstack/metadata/note.txt')).toBe(content);
  });
});

describe('duplicates', () => {
  const same: Triple[] = [
    ['metadata', 'note', 'v'],
    ['metadata', 'note', 'v'],
  ];
  const different: Triple[] = [
    ['metadata', 'note', 'v'],
    ['metadata', 'cloud-name', 'c'],
    ['metadata', 'note', 'w'],
  ];

  it('of one content are one file', () => {
    expect(notes({ vmData: same })).toEqual(['notice duplicate-dropped at vmData[2]']);
    expect(fileOf(planOf({ vmData: same }), 'cloudstack/metadata/note.txt')).toBe('v');
  });

  it('of different contents are refused, and in cloudstack the last one wins in the place of the first', () => {
    expect(refusals({ vmData: different })).toEqual(['duplicate-triple at vmData[3]']);
    const drive = planOf({ vmData: different, options: { profile: 'cloudstack' } });
    expect(fileOf(drive, 'cloudstack/metadata/note.txt')).toBe('w');
    expect(fileOf(drive, 'openstack/latest/meta_data.json')).toBe(`{"uuid":"${UUID}","note":"w","cloud-name":"c"}`);
    expect(issuesOf(drive)[0]).toBe('notice duplicate-dropped at vmData[1]');
  });

  it('of blank contents are one, a blank one and another are two', () => {
    expect(
      refusals({
        vmData: [
          ['metadata', 'note', null],
          ['metadata', 'note', ' '],
        ],
      }),
    ).toEqual([]);
    const blankLast: Triple[] = [
      ['metadata', 'note', 'v'],
      ['metadata', 'note', null],
    ];
    expect(refusals({ vmData: blankLast })).toEqual(['duplicate-triple at vmData[2]']);
    const drive = planOf({ vmData: blankLast, options: { profile: 'cloudstack' } });
    expect(fileOf(drive, 'cloudstack/metadata/note.txt')).toBe('v');
  });

  it.each([
    [['v', ' '], 'v', '"note":" ","cloud-name":"c"'],
    [['v', ''], 'v', '"note":"v","cloud-name":"c"'],
    [[' ', 'v'], 'v', '"note":"v","cloud-name":"c"'],
    [['', 'v'], 'v', '"cloud-name":"c","note":"v"'],
    [['', ' '], undefined, '"cloud-name":"c","note":" "'],
    [['v', ' ', 'w'], 'w', '"note":"w","cloud-name":"c"'],
  ])(
    'that are blank in cloudstack leave the file and change meta_data.json: %j',
    ([first, ...others], text, members) => {
      const vmData: Triple[] = [
        ['metadata', 'note', first ?? ''],
        ['metadata', 'cloud-name', 'c'],
        ...others.map((other): Triple => ['metadata', 'note', other]),
      ];
      const drive = planOf({ vmData, options: { profile: 'cloudstack' } });
      expect(fileOf(drive, 'cloudstack/metadata/note.txt')).toBe(text);
      expect(fileOf(drive, 'openstack/latest/meta_data.json')).toBe(`{"uuid":"${UUID}",${members}}`);
      expect(issuesOf(drive).some((issue) => issue.startsWith('notice duplicate-dropped at vmData['))).toBe(true);
    },
  );
});

describe('custom parameters', () => {
  it('are a file and a value under their own name, and not where guests have their own use for it', () => {
    const vmData: Triple[] = [
      ['metadata', 'tier', 'gold'],
      ['metadata', '10', 'ten'],
      ['metadata', 'hostname', 'evil'],
    ];
    const drive = planOf({ vmData });
    expect(fileOf(drive, 'cloudstack/metadata/hostname.txt')).toBe('evil');
    expect(fileOf(drive, 'openstack/latest/meta_data.json')).toBe(`{"uuid":"${UUID}","tier":"gold","10":"ten"}`);
    expect(notes({ vmData })).toEqual(['warning reader-owned-name at vmData[3][1]']);
    expect(fileOf(planOf({ vmData, options: { profile: 'cloudstack' } }), 'openstack/latest/meta_data.json')).toBe(
      `{"uuid":"${UUID}","tier":"gold","10":"ten","hostname":"evil"}`,
    );
  });

  it.each([
    'uuid',
    'hostname',
    'name',
    'public_keys',
    'keys',
    'meta',
    'files',
    'random_seed',
    'network_config',
    'admin_pass',
    'availability_zone',
    'placement',
    'merge_how',
    'merge_type',
  ])('%s is the guests’ own', (name) =>
    expect(notes({ customParameters: { [name]: 'x' } })).toEqual([
      `warning reader-owned-name at customParameters.${name}`,
    ]),
  );

  it('may be an object, in no order, or pairs, in theirs', () => {
    const metaDataOf = (customParameters: DriveInput['customParameters']): string | undefined =>
      fileOf(planOf({ customParameters }), 'openstack/latest/meta_data.json');
    expect(metaDataOf({ b: '2', a: '1', 10: '0' })).toBe(`{"uuid":"${UUID}","10":"0","a":"1","b":"2"}`);
    expect(
      metaDataOf([
        ['b', '2'],
        ['a', '1'],
      ]),
    ).toBe(`{"uuid":"${UUID}","b":"2","a":"1"}`);
  });

  it.each([
    'service-offering',
    'availability-zone',
    'local-hostname',
    'local-ipv4',
    'public-hostname',
    'public-ipv4',
    'instance-id',
    'vm-id',
    'public-keys',
    'cloud-identifier',
    'cloud-name',
    'hypervisor-host-name',
  ])('%s is a reserved name', (name) =>
    expect(refusals({ customParameters: { [name]: 'x' } })).toEqual([`reserved-parameter at customParameters.${name}`]),
  );

  it('of the name of a triple say the same or are refused', () => {
    const vmData: Triple[] = [['metadata', 'tier', 'gold']];
    expect(refusals({ vmData, customParameters: { tier: 'gold' } })).toEqual([]);
    expect(refusals({ vmData, customParameters: { tier: 'tin' } })).toEqual([
      'duplicate-triple at customParameters.tier',
    ]);
    expect(refusals({ customParameters: { 'a/b': 'x' } })).toEqual(['name-unsafe at customParameters["a/b"]']);
  });
});

describe('names of metadata that are nearly known', () => {
  const near = (name: string, options?: PlanArguments['options']): readonly string[] =>
    notes({ vmData: [['metadata', name, 'x']], ...(options === undefined ? {} : { options }) }).filter((note) =>
      note.includes('metadata-name-near'),
    );

  it.each(['local-hostame', 'LOCAL_HOSTNAME', 'instanceid', 'public-key', 'vmid', 'ssh-keys', 'avaliability-zone'])(
    '%s is noted',
    (name) => expect(near(name)).toEqual(['notice metadata-name-near at vmData[1][1]']),
  );

  it.each(['local-ipv6', 'public-ipv6', 'department', 'role', 'zone', 'team-id', 'vm', 'owner', 'host', 'id'])(
    '%s is a name of its own',
    (name) => expect(near(name)).toEqual([]),
  );

  it('those that are the guests’ own are told once, with the name that was meant', () => {
    const { issues } = planOf({ customParameters: { public_keys: 'x' } });
    expect(issues.filter(({ place }) => place[0] === 'customParameters')).toMatchObject([
      { code: 'reader-owned-name', message: expect.stringContaining('did you mean "public-keys"?') },
    ]);
    expect(near('public_keys', { tree: 'openstack' })).toEqual(['notice metadata-name-near at vmData[1][1]']);
    expect(near('public_keys', { profile: 'cloudstack' })).toEqual(['notice metadata-name-near at vmData[1][1]']);
  });
});
