/** What `--json` prints is what `configdrive schema` says of it, in the eyes of python3-jsonschema. */
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { commands } from '../../packages/cli/src/commands/index.ts';
import { outputSchemaNames } from '../../packages/cli/src/commands/schema.ts';
import { leavesOf } from '../../packages/cli/src/framework/command.ts';
import { withForeign } from '../support/foreign.ts';
import { schemaComplaints } from '../support/json-schema.ts';
import { makeWithGenisoimage } from '../support/makers.ts';
import { useTemporaryDirectory } from '../support/temporary.ts';
import { configdrive, vm } from './command.ts';

const path = useTemporaryDirectory();
const SCHEMAS = new URL('../../packages/cli/schema/', import.meta.url);

it('every command with --json has a schema', () => {
  const withJson = commands.filter((command) => leavesOf(command).some(({ options }) => 'json' in options));
  const files = readdirSync(SCHEMAS).map((name) => basename(name, '.schema.json'));
  expect(files.sort()).toEqual([...withJson.map(({ name }) => name), 'error'].sort());
  expect([...outputSchemaNames].sort()).toEqual(files);
});

withForeign(['jsonschema', 'genisoimage'], 'the output with --json', () => {
  /** One document, or one per line. */
  const outputsOf = (...args: readonly string[]): readonly unknown[] => {
    const { stdout, status } = configdrive([...args, '--json'], { cwd: path(), input: JSON.stringify(vm) });
    expect(status).not.toBe(4);
    const texts = stdout.startsWith('{\n') ? [stdout] : stdout.trimEnd().split('\n');
    return texts.map((text) => JSON.parse(text) as unknown);
  };

  const images = ['drive.iso', 'reset.iso', 'theirs.iso', 'broken.iso'];

  beforeAll(() => {
    for (const args of [
      ['build', '-', '-o', 'drive.iso'],
      ['update', 'drive.iso', '--without-password', '-o', 'reset.iso'],
    ]) {
      expect(configdrive(args, { cwd: path(), input: JSON.stringify(vm) }).status).toBe(0);
    }
    mkdirSync(path('tree/openstack/latest'), { recursive: true });
    writeFileSync(path('tree/openstack/latest/meta_data.json'), '{"uuid": "x", "hostname": "h"}', { mode: 0o640 });
    symlinkSync('openstack', path('tree/link'));
    makeWithGenisoimage(path('tree'), path('theirs.iso'), 'config-2');
    writeFileSync(path('vms.ndjson'), `${JSON.stringify(vm)}\n{"instanceName": "i-2-11-VM"}\nnot JSON\n`);
    writeFileSync(path('user-data'), '#cloud-config\n');
    writeFileSync(path('live'), 'i-2-11-VM\n');
    for (const root of ['secondary', 'primary']) mkdirSync(path(root));
    const broken = readFileSync(path('drive.iso'));
    broken.fill(0xff, 23 * 2048 + 40, 23 * 2048 + 60); // in the root
    writeFileSync(path('broken.iso'), broken);
  });

  /** What a server answers is held to its schema in test/api/call.test.ts. */
  type Named = Exclude<(typeof outputSchemaNames)[number], 'api'>;
  const commandLines: Readonly<Record<Named, readonly (readonly string[])[]>> = {
    attachment: ['libvirt', 'qemu'].map((name) => ['attachment', 'drive.iso', '--hypervisor', name]),
    refresh: [
      ['refresh', 'drive.iso', '--domain', 'web-1', '--mounted'],
      ['refresh', 'drive.iso', '--hypervisor', 'qemu'],
    ],
    'guest-script': [['guest-script', '-o', 'template']],
    serve: [['serve', 'drive.iso', '--as', '10.1.1.5', '--dry-run']],
    batch: [
      ['batch', 'vms.ndjson', '-d', 'batch'],
      ['batch', 'vms.ndjson', '-d', 'batch', '--resume'],
    ],
    build: [
      ['build', '-', '--check'],
      ['build', '-', '-o', 'another.iso'],
    ],
    store: [
      ['create', 'i-2-10-VM', '-'],
      ['remove-password', 'i-2-10-VM'],
      ['set-user-data', 'i-2-10-VM', 'user-data'],
      ['set-public-keys', 'i-2-10-VM', '/dev/null'],
      ['stat', 'i-2-10-VM', '--sha256'],
      ['list'],
      ['migrate', 'i-2-10-VM', '--to', 'primary', '--host-name', 'kvm2'],
      ['gc', 'live'],
      ['unlock', 'i-2-10-VM'],
      ['remove', 'i-2-10-VM'],
    ].map((args) => ['store', ...args, '--secondary', 'secondary', '--primary', 'primary']),
    update: [
      ['update', 'drive.iso', '--without-password', '--dry-run'],
      ['update', 'reset.iso', '--user-data', 'user-data', '-o', 'updated.iso'],
    ],
    codes: [['codes'], ['codes', 'mac-invalid']],
    error: [
      ['build', 'missing.json', '--check'],
      ['build', '-', '--check', '--label', 'no such label'],
      ['inspect', 'vms.ndjson'],
      ['verify'],
      ['batch', 'missing.ndjson', '-d', 'batch'],
      ['codes', 'nonsense'],
    ],
    diff: images.slice(0, 3).map((image) => ['diff', 'drive.iso', image]),
    explain: images.slice(0, 3).map((image) => ['explain', image]),
    extract: images.slice(0, 3).map((image) => ['extract', image, `${image}.d`]),
    inspect: images.map((image) => ['inspect', image]),
    map: images.map((image) => ['map', image]),
    verify: images.flatMap((image) => [
      ['verify', image],
      ['verify', image, '--strict'],
    ]),
  };

  it.each(Object.entries(commandLines))('of %s is as its schema says', (name, lines) => {
    const outputs = lines.flatMap((args) => outputsOf(...args));
    const schema = path(`${name}.schema.json`);
    writeFileSync(schema, configdrive(['schema', name]).stdout);
    expect(schemaComplaints(schema, outputs)).toEqual(outputs.map(() => []));
    expect(schemaComplaints(schema, [{ ...(outputs[0] as object), surprise: 1 }])).not.toEqual([[]]);
  });

  it('and the input is as the schema of the input says', () => {
    writeFileSync(path('input.schema.json'), configdrive(['schema']).stdout);
    expect(schemaComplaints(path('input.schema.json'), [vm, vm.vmData, { lable: 'x' }])).toEqual([
      [],
      [],
      expect.arrayContaining([expect.anything()]),
    ]);
  });
});
