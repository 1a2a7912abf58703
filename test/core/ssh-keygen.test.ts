/** What is an SSH public key by the word of ssh-keygen -lf: kinds, options, line ends, and keys with something wrong in them. */
import { readFileSync, writeFileSync } from 'node:fs';
import fc from 'fast-check';
import { beforeAll, expect, it } from 'vitest';
import { publicKeyLines, publicKeyOf } from '../../packages/core/src/machine/public-keys.ts';
import { programPath, withForeign } from '../support/foreign.ts';
import { run, runOk } from '../support/run.ts';
import { useTemporaryDirectory } from '../support/temporary.ts';
import { planOf, refusalsOf } from './helpers.ts';

const directory = useTemporaryDirectory();

/** A string of SSH's wire format. */
const field = (bytes: Uint8Array): Buffer => {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.byteLength);
  return Buffer.concat([length, bytes]);
};

const blobOf = (...fields: readonly (string | Uint8Array)[]): string =>
  Buffer.concat(fields.map((part) => field(typeof part === 'string' ? Buffer.from(part) : part))).toString('base64');

/** The fields of a key as ssh-keygen made it, the type first. */
function fieldsOf(key: string): readonly Uint8Array[] {
  const bytes = Buffer.from(key.split(' ')[1] ?? '', 'base64');
  const fields: Uint8Array[] = [];
  for (let at = 0; at < bytes.byteLength; at += 4 + bytes.readUInt32BE(at)) {
    fields.push(bytes.subarray(at + 4, at + 4 + bytes.readUInt32BE(at)));
  }
  return fields;
}

/** One of each kind: `type base64`. A token's key is its public half, no token is needed. */
let keys: Readonly<Record<string, string>> = {};

const GENERATED = [
  ['ed25519', []],
  ['rsa', ['-b', '1024']],
  ['dsa', []],
  ['ecdsa', ['-b', '256']],
  ['ecdsa', ['-b', '384']],
  ['ecdsa', ['-b', '521']],
] as const;

function generateKeys(): Readonly<Record<string, string>> {
  const generated = GENERATED.map(([kind, options], index) => {
    const pair = directory(`pair${index}`);
    runOk(programPath('ssh-keygen'), ['-q', '-t', kind, ...options, '-N', '', '-C', '', '-f', pair]);
    return readFileSync(`${pair}.pub`, 'utf8').trim();
  });
  const byType = Object.fromEntries(generated.map((key) => [key.split(' ')[0] ?? '', key]));
  const [, point = new Uint8Array()] = fieldsOf(byType['ssh-ed25519'] ?? '');
  const [, , curvePoint = new Uint8Array()] = fieldsOf(byType['ecdsa-sha2-nistp256'] ?? '');
  const tokens = [
    ['sk-ssh-ed25519@openssh.com', blobOf('sk-ssh-ed25519@openssh.com', point, 'ssh:')],
    [
      'sk-ecdsa-sha2-nistp256@openssh.com',
      blobOf('sk-ecdsa-sha2-nistp256@openssh.com', 'nistp256', curvePoint, 'ssh:'),
    ],
  ] as const;
  return { ...byType, ...Object.fromEntries(tokens.map(([type, blob]) => [type, `${type} ${blob}`])) };
}

/** The lines that ssh-keygen reads as keys. Each ends with a comment of its own, which is how it names them. */
function takenBySshKeygen(lines: readonly string[]): readonly boolean[] {
  const path = directory('authorized_keys');
  writeFileSync(path, lines.map((line, index) => `${line} line${index}`).join('\n'));
  const { stdout } = run(programPath('ssh-keygen'), ['-l', '-f', path]);
  const taken = new Set(
    Array.from(stdout.toString('utf8').matchAll(/ (line\d+) \([\w-]+\)$/gm), ([, comment]) => comment),
  );
  return lines.map((_, index) => taken.has(`line${index}`));
}

const takenByUs = (lines: readonly string[]): readonly boolean[] =>
  lines.map((line, index) => publicKeyOf(`${line} line${index}`)?.comment === `line${index}`);

withForeign(['ssh-keygen'], 'beside ssh-keygen', () => {
  beforeAll(() => {
    keys = generateKeys();
  });

  /** The key of each kind, changed; which kind it was is part of the failure. */
  const expectAgreement = (change: (key: string) => readonly string[], taken: boolean | 'either'): void => {
    const lines = Object.values(keys).flatMap(change);
    const theirs = takenBySshKeygen(lines);
    expect(takenByUs(lines)).toEqual(theirs);
    if (taken !== 'either') expect(theirs).toEqual(lines.map(() => taken));
  };

  it('knows the eight kinds', () => {
    expect(Object.keys(keys)).toHaveLength(8);
    expectAgreement((key) => [key], true);
  });

  it.each([
    ['one', (key: string) => `no-pty ${key}`],
    ['several', (key: string) => `no-pty,restrict,from="10.0.0.0/8,!10.1.1.1" ${key}`],
    ['with blanks in quotes', (key: string) => `command="echo a  b",no-pty ${key}`],
    ['with quotes in quotes', (key: string) => `command="sh -c \\"ls -l\\"" ${key}`],
    ['of a name with a domain', (key: string) => `x@example.org="a b" ${key}`],
  ])('reads options: %s', (_, withOptions) => expectAgreement((key) => [withOptions(key)], true));

  it.each([
    ['a quote that does not end', (key: string) => `command="echo ${key}`],
    ['two words', (key: string) => `no-pty no-x11 ${key}`],
  ])('refuses options: %s', (_, withOptions) => expectAgreement((key) => [withOptions(key)], false));

  it('reads tabs and blanks between type and key', () =>
    expectAgreement((key) => [key.replace(' ', '\t'), key.replace(' ', '   ')], true));

  it('refuses a key cut short, or with more behind it', () => {
    expectAgreement((key) => [1, 3, 4, 8, 40].map((count) => key.slice(0, -count)), false);
    expectAgreement((key) => [`${key}AAAA`, key.replace(/=*$/, 'AAAA'), `${key}=`, `${key}*`], false);
  });

  it('refuses a key under another type, and types it does not know', () => {
    const types = ['ssh-rsa', 'ssh-ed25519', 'ecdsa-sha2-nistp384', 'ssh-foo', 'x@example.org'];
    expectAgreement(
      (key) => types.filter((type) => !key.startsWith(`${type} `)).map((type) => key.replace(/^\S+/, type)),
      false,
    );
  });

  it('refuses the other alphabet, and padding that is not there', () => {
    expectAgreement(
      (key) => [key.replace(/^(\S+) (.*)$/, (_, type: string, blob: string) => `${type} -_${blob.slice(2)}`)],
      false,
    );
    expectAgreement((key) => (key.endsWith('=') ? [key.replace(/=+$/, '')] : []), false);
  });

  it('agrees on fields that are too long, too short, too many or not numbers', () => {
    expectAgreement((key) => {
      const [type = '', ...rest] = key.split(' ');
      const [, ...fields] = fieldsOf(`${type} ${rest[0] ?? ''}`);
      const changed = fields.flatMap((_, at) =>
        [
          (bytes: Uint8Array) => bytes.subarray(1),
          (bytes: Uint8Array) => bytes.subarray(0, -1),
          (bytes: Uint8Array) => Buffer.concat([bytes, Uint8Array.of(1)]),
          (bytes: Uint8Array) => Buffer.concat([Uint8Array.of(0), bytes]),
          (bytes: Uint8Array) => Buffer.concat([Uint8Array.of(0x80), bytes]),
          () => new Uint8Array(),
        ].map((change) => fields.map((bytes, index) => (index === at ? change(bytes) : bytes))),
      );
      const counted = [
        fields.slice(1),
        fields.slice(0, -1),
        [...fields, Buffer.from('x')],
        [...fields, new Uint8Array()],
      ];
      return [...changed, ...counted].map((parts) => `${type} ${blobOf(type, ...parts)}`);
    }, 'either');
  });

  it('agrees on keys with a byte changed', () => {
    const changes = fc.sample(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.integer({ min: 1, max: 255 })), {
      seed: 7,
      numRuns: 150,
    });
    expectAgreement((key) => {
      const [type = '', blob = ''] = key.split(' ');
      return changes.map(([where, change]) => {
        const bytes = Buffer.from(blob, 'base64');
        const at = Math.min(bytes.byteLength - 1, Math.floor(where * bytes.byteLength));
        bytes[at] = (bytes[at] ?? 0) ^ change;
        return `${type} ${bytes.toString('base64')}`;
      });
    }, 'either');
  });

  it('sees the same keys in a file with line ends of Windows, remarks and blank lines', () => {
    const text = `# mine\r\n\r\n${Object.values(keys)
      .map((key, index) => `${key} c${index}`)
      .join('\r\n')}\r\n`;
    writeFileSync(directory('windows'), text);
    const { stdout } = runOk(programPath('ssh-keygen'), ['-l', '-f', directory('windows')]);
    const theirs = Array.from(stdout.toString('utf8').matchAll(/ (c\d+)\s*\([\w-]+\)$/gm), ([, comment]) => comment);
    expect(publicKeyLines(text).map((line) => publicKeyOf(line)?.comment)).toEqual(theirs);
    expect(theirs).toHaveLength(8);
  });

  it('refuses a private key, and so do we, without a word of it', () => {
    const text = readFileSync(directory('pair0'), 'utf8');
    expect(refusalsOf(() => planOf({ vmData: [['metadata', 'public-keys', text]] }))).toEqual([
      'public-key-private at vmData[1][2]',
    ]);
  });
});
