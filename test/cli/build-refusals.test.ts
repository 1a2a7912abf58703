/** Wrong inputs, wrong options, wrong places: exit code and message, nothing written, the old drive untouched. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { useCaseDirectory } from './case-directory.ts';
import { base64, CANARIES, vm } from './command.ts';

const { here, run } = useCaseDirectory();

const writeJson = (name: string, value: unknown): void => writeFileSync(here(name), JSON.stringify(value));

interface Refusal {
  readonly what: string;
  readonly status: number;
  readonly stderr: RegExp;
  readonly args?: readonly string[];
  readonly input?: unknown;
  readonly env?: Readonly<Record<string, string>>;
}

/** An input with one thing wrong. */
const withTriple = (...triple: readonly unknown[]): unknown => ({ ...vm, vmData: [...vm.vmData, triple] });
const [secret] = CANARIES;

const refusals: readonly Refusal[] = [
  {
    what: 'a triple of two',
    status: 2,
    stderr: /vmData\[4\]: must have three items/,
    input: withTriple('metadata', secret),
  },
  {
    what: 'a name that climbs',
    status: 2,
    stderr: /vmData\[4\]\[1\]: /,
    input: withTriple('metadata', '../x', secret),
  },
  { what: 'a name that is empty', status: 2, stderr: /vmData\[4\]\[1\]: /, input: withTriple('metadata', '', secret) },
  {
    what: 'base64 that is none',
    status: 2,
    stderr: /vmData\[0\]\[2\]: .* not base64/,
    input: { ...vm, vmData: [['userdata', 'user_data', `${base64(secret)}!`]] },
  },
  {
    what: 'user data over the limit',
    status: 2,
    stderr: /vmData\[0\]\[2\]: .*32768/,
    input: { ...vm, vmData: [['userdata', 'user_data', base64(secret.repeat(2000))]] },
  },
  {
    what: 'a MAC address that is none',
    status: 2,
    stderr: /nics\[0\]\.mac: /,
    input: { ...vm, nics: [{ mac: '02:00:4c:5e:00' }] },
  },
  {
    what: 'a gateway elsewhere',
    status: 2,
    stderr: /nics\[0\]\.ipv4\.gateway: /,
    input: { ...vm, nics: [{ mac: '02:00:4c:5e:00:05', ipv4: { address: '10.1.1.5/24', gateway: '10.1.2.1' } }] },
  },
  { what: 'an unknown key', status: 2, stderr: /did you mean "vmData"/, input: { ...vm, vmdata: [] } },
  { what: 'no object and no list', status: 2, stderr: /error\[[a-z-]+\] /, input: secret },
  { what: 'a label that is too long', status: 2, stderr: /label: must be 1 to 16/, args: ['-l', 'config-2-config-2'] },
  { what: 'an unknown profile', status: 2, stderr: /portable, cloudstack/, args: ['--profile', 'other'] },
  { what: 'a mode that is none', status: 2, stderr: /--mode: /, args: ['--mode', '9'] },
  { what: 'a group that is none', status: 2, stderr: /--group: /, args: ['--group', 'no-such-group'] },
  { what: 'an invalid date', status: 2, stderr: /SOURCE_DATE_EPOCH: /, env: { SOURCE_DATE_EPOCH: 'yesterday' } },
  { what: 'a mistyped option', status: 2, stderr: /--force/, args: ['--forse'] },
  { what: 'a secret as an option', status: 2, stderr: /unknown option '--password=…'/, args: [`--password=${secret}`] },
  {
    what: 'user data from two sources',
    status: 2,
    stderr: /userData: /,
    args: ['--user-data', 'user.yaml'],
    input: { ...vm, userData: secret },
  },
  { what: 'user data that a triple has, too', status: 2, stderr: /userData: /, args: ['--user-data', 'user.yaml'] },
  { what: 'NICs from two sources', status: 2, stderr: /nics: /, args: ['--nics', 'nics.json'] },
  { what: 'standard input twice', status: 2, stderr: /standard input/, args: ['--nics', '-'] },
  {
    what: 'user data that is not there',
    status: 3,
    stderr: /missing\.yaml: the file does not exist/,
    args: ['--user-data', 'missing.yaml'],
    input: { ...vm, vmData: vm.vmData.slice(1) },
  },
];

describe('configdrive build refuses', () => {
  it.each(refusals)('$what', ({ status, stderr, args = [], input = vm, env }) => {
    writeFileSync(here('drive.iso'), 'the old drive');
    writeFileSync(here('user.yaml'), secret);
    writeJson('nics.json', vm.nics);
    const before = readdirSync(here());
    const result = run(['build', '-', '-o', 'drive.iso', '--force', ...args], {
      input: JSON.stringify(input),
      ...(env === undefined ? {} : { env }),
    });
    expect([result.status, result.stdout]).toEqual([status, '']);
    expect(result.stderr).toMatch(stderr);
    expect(readdirSync(here())).toEqual(before);
    expect(readFileSync(here('drive.iso'), 'utf8')).toBe('the old drive');
  });

  it.each([
    [
      'text that is not JSON',
      `{"vmData": [["password", "vm_password", "${secret}]]}`,
      /standard input: line 1, column 41: /,
    ],
    ['a key given twice', `{"vmData": [], "vmData": [["a", "b", "${secret}"]]}`, /line 1, column 16: this key/],
    ['nothing', '', /line 1, column 1: the text ends too early/],
    ['bytes that are not UTF-8', Buffer.from([0x22, 0xff, 0x22]), /not UTF-8/],
  ])('%s', (_what, input, message) => {
    const { status, stdout, stderr } = run(['build', '-', '-o', 'drive.iso'], { input });
    expect([status, stdout, stderr]).toEqual([2, '', expect.stringMatching(message)]);
    expect(readdirSync(here())).toEqual([]);
  });

  it.each([
    [
      'a missing directory',
      ['vm.json', '-o', 'missing/drive.iso'],
      /missing\/drive\.iso: the directory does not exist/,
    ],
    ['a directory as the image', ['vm.json', '-o', 'sub', '-f'], /sub: .* not a file/],
    ['a device as the image', ['vm.json', '-o', '/dev/null', '-f'], /\/dev\/null: .* not a file/],
    ['a missing input', ['other.json', '-o', 'drive.iso'], /other\.json: the file does not exist/],
    ['a directory as the input', ['sub', '-o', 'drive.iso'], /sub: .* not a file/],
  ])('%s', (_what, args, message) => {
    writeJson('vm.json', vm);
    mkdirSync(here('sub'));
    const { status, stdout, stderr } = run(['build', ...args]);
    expect([status, stdout, stderr]).toEqual([3, '', expect.stringMatching(message)]);
    expect(readdirSync(here()).sort()).toEqual(['sub', 'vm.json']);
  });

  it('an input without a place for the image', () => {
    const { status, stderr } = run(['build', '-'], { input: JSON.stringify(vm) });
    expect([status, stderr]).toEqual([2, expect.stringContaining('-o drive.iso')]);
  });

  it('several things at once, each with its place', () => {
    const input = JSON.stringify({
      vmData: [
        ['metadata', '../x', secret],
        ['userdata', 'user_data', `${secret}!`],
      ],
      nics: [{ mac: 'zz' }, { mac: '02:00:4c:5e:00:05', mtu: 9 }],
      lable: 'x',
    });
    const { status, stderr } = run(['build', '-', '-o', 'drive.iso'], { input });
    const places = stderr.split('\n').map((line) => line.split('] ')[1]?.split(': ')[0]);
    expect(status).toBe(2);
    const wanted = ['vmData[0][1]', 'vmData[1][2]', 'nics[0].mac', 'nics[1].mtu'];
    expect(places).toEqual(expect.arrayContaining(wanted.map((place) => `standard input:1 ${place}`)));
    expect(stderr).toContain('did you mean "label"');
  });
});
