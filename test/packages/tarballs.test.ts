/** What is published, installed from its tarballs in an empty folder as a stranger would: as ESM, through require, by its types, as a command. */
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { run, runOk, textOf } from '../support/run.ts';
import { useTemporaryDirectory } from '../support/temporary.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const runtimes = join(root, 'test/runtimes');

const NODE_TYPES = ['--types', 'node', '--typeRoots', `${root}node_modules/@types`];

/** The packages and what they bring, sources and maps included, but for those of the API's service, which are optional peers. */
const MAX_INSTALLED_KIBIBYTES = 25_000;
/** The API's service with its hashes and its database: kysely has 6,700 of it, as two builds with their declarations. */
const MAX_SERVICE_KIBIBYTES = 10_500;
/** In node_modules: what only the service brings. */
const OF_THE_SERVICE =
  /^(?:@configdrive\/(?:cloudstack-api|jobs|service)|@noble\/\w+|@types\/pg|kysely|pg|pg-\w+|pgpass|postgres-\w+|split2|xtend)$/;

interface Packed {
  readonly name: string;
  readonly file: string;
  readonly sha512: string;
}

describe('the tarballs', { timeout: 300_000 }, () => {
  const directory = useTemporaryDirectory();
  let packed: readonly Packed[] = [];
  const node = (...args: readonly string[]): string => textOf(process.execPath, args, { cwd: directory('app') });

  beforeAll(() => {
    const lines = textOf(process.execPath, [`${root}scripts/pack.mjs`, directory('packs')], { cwd: root });
    packed = lines
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Packed);
    mkdirSync(directory('app'));
    const dependencies = Object.fromEntries(packed.map(({ name, file }) => [name, `file:../packs/${file}`]));
    // A stranger has only these; the registry brings the rest.
    writeFileSync(directory('app', 'package.json'), JSON.stringify({ type: 'module', dependencies }));
    runOk('npm', ['install', '--no-audit', '--no-fund', '--prefer-offline', '--ignore-scripts'], {
      cwd: directory('app'),
      timeoutMilliseconds: 280_000,
    });
  }, 300_000);

  it('are one of each package, and the same when they are packed again', () => {
    const { workspaces } = JSON.parse(readFileSync(`${root}package.json`, 'utf8')) as { workspaces: readonly string[] };
    expect(packed).toHaveLength(workspaces.length);
    expect(new Set(packed.map(({ sha512 }) => sha512)).size).toBe(workspaces.length);
  });

  it('hold what they declare: the licence, no test, no build record', () => {
    for (const { file } of packed) {
      const names = textOf('tar', ['-tzf', directory('packs', file)])
        .trim()
        .split('\n');
      expect(names).toEqual(expect.arrayContaining(['package/README.md', 'package/LICENSE']));
      expect(names.filter((name) => /\.test\.|tsbuildinfo|node_modules/.test(name))).toEqual([]);
    }
  });

  it('build a drive from an ES module', () => {
    writeFileSync(directory('app', 'esm.js'), `${BUILD.replace('LOAD', "import * as library from 'configdrive';")}`);
    expect(JSON.parse(node('esm.js'))).toEqual({ isImage: true, label: 'config-2' });
  });

  it('build a drive through require', () => {
    writeFileSync(directory('app', 'cjs.cjs'), `${BUILD.replace('LOAD', "const library = require('configdrive');")}`);
    expect(JSON.parse(node('cjs.cjs'))).toEqual({ isImage: true, label: 'config-2' });
  });

  it.each([
    ['Bun', '@oven/bun-linux-x64/bin/bun', ['run']],
    ['Deno', '@deno/linux-x64-glibc/deno', ['run', '--allow-read', '--allow-env']],
  ])('build a drive on %s', (_, program, args) => {
    runOk('npm', ['ci', '--no-audit', '--no-fund', '--prefer-offline', '--ignore-scripts'], { cwd: runtimes });
    writeFileSync(directory('app', 'drive.ts'), BUILD.replace('LOAD', "import * as library from 'configdrive';"));
    const output = textOf(join(runtimes, 'node_modules', program), [...args, 'drive.ts'], { cwd: directory('app') });
    expect(JSON.parse(output)).toEqual({ isImage: true, label: 'config-2' });
  });

  it.each([
    ['@configdrive/core', ['--module', 'nodenext', '--types', '']],
    ['@configdrive/core', ['--module', 'esnext', '--moduleResolution', 'bundler', '--types', '']],
    ['configdrive', ['--module', 'esnext', '--moduleResolution', 'bundler', '--skipLibCheck', ...NODE_TYPES]],
    ['configdrive', ['--module', 'nodenext', ...NODE_TYPES]],
  ])('bring types that catch a mistake: %s %j', (name, options) => {
    const check = (text: string) => {
      writeFileSync(directory('app', 'typed.ts'), text);
      const args = ['--noEmit', '--strict', '--target', 'es2023', ...options, 'typed.ts'];
      return run(`${root}node_modules/.bin/tsc`, args, { cwd: directory('app') });
    };
    const call = `import { buildConfigDrive } from '${name}';\nbuildConfigDrive([], { timestamp: `;
    expect(check(`${call}new Date() });\n`)).toMatchObject({ status: 0 });
    expect(check(`${call}'today' });\n`).stdout.toString()).toContain('TS2322');
  });

  it('bring a command that npx finds', () => {
    const npx = (...args: readonly string[]) =>
      textOf('npx', ['--no', 'configdrive', ...args], { cwd: directory('app') });
    expect(npx('--version').trim()).toMatch(/^\d+\.\d+\.\d+$/);
    npx('init', 'vm.yaml');
    npx('build', 'vm.yaml', '-o', 'vm.iso');
    expect(npx('inspect', 'vm.iso')).toContain('config-2');
    expect(statSync(directory('app', 'vm.iso')).mode & 0o777).toBe(0o600);
  });

  it('bring nothing that was not asked for', () => {
    const names = readdirSync(directory('app', 'node_modules')).filter((name) => !name.startsWith('.'));
    expect(names).not.toContain('vite');
    expect(names.length).toBeLessThan(40);
  });

  it('are small when they are installed', () => {
    const modules = directory('app', 'node_modules');
    const kibibytesOf = (...names: readonly string[]): number =>
      Number(textOf('du', ['-sk', join(modules, ...names)]).split('\t')[0]);
    const names = readdirSync(modules).flatMap((name) =>
      name.startsWith('@') ? readdirSync(join(modules, name)).map((inner) => `${name}/${inner}`) : [name],
    );
    const service = names.filter((name) => OF_THE_SERVICE.test(name)).reduce((sum, name) => sum + kibibytesOf(name), 0);
    expect(service).toBeGreaterThan(1000);
    expect(service).toBeLessThan(MAX_SERVICE_KIBIBYTES);
    expect(kibibytesOf() - service).toBeLessThan(MAX_INSTALLED_KIBIBYTES);
  });
});

const BUILD = `LOAD
const vmData = [['metadata', 'vm-id', '6f1f9a3e-2b0d-4d6a-9a55-0c8a3a7f5b11']];
const { bytes } = library.buildConfigDrive(vmData, { timestamp: new Date(0) });
const image = library.openImageSync(bytes);
console.log(JSON.stringify({ isImage: Buffer.from(bytes).toString('latin1', 32769, 32774) === 'CD001', label: image.label }));
`;
