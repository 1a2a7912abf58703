/**
 * The page of codes and the table of troubles go by codes, and nothing ever printed one; of no code it was said what to do about it.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { buildConfigDrive, InvalidInputError, type Issue } from 'configdrive';
import { beforeEach, describe, expect, it } from 'vitest';
import { useCaseDirectory } from '../cli/case-directory.ts';
import { vm } from '../cli/command.ts';

const page = readFileSync(new URL('../../docs/codes.md', import.meta.url), 'utf8');
const TAB = '#cloud-config\npackages:\n\t- vim\n';

describe('at the terminal', () => {
  const { here, run } = useCaseDirectory({ CONFIGDRIVE_SECONDARY: 'store' });

  beforeEach(() => {
    writeFileSync(here('vm.json'), JSON.stringify(vm));
    writeFileSync(here('bad.json'), JSON.stringify({ ...vm, nics: [{ mac: 'x' }] }));
    writeFileSync(here('tab.json'), JSON.stringify({ ...vm, vmData: vm.vmData.slice(1), userData: TAB }));
    writeFileSync(here('bad.ndjson'), `${JSON.stringify({ ...vm, nics: [{ mac: 'x' }] })}\n`);
    writeFileSync(here('text'), 'just a text');
    expect(run(['build', 'tab.json', '-o', 'tab.iso']).status).toBe(0);
  });

  it.each([
    ['a refused input', ['build', 'bad.json', '-o', 'a.iso']],
    ['a warning of a guest', ['build', 'tab.json', '-o', 'a.iso']],
    ['no image', ['inspect', 'text']],
    ['no file', ['update', 'missing.iso', '--without-password']],
    ['no store', ['store', 'list']],
  ])('%s is told with its code, and below it what to do', (_, args) => {
    const { stderr } = run(args);
    const codes = [...stderr.matchAll(/(?:^|: )(?:error|warning)\[([a-z0-9-]+)\]/gm)].map(([, code]) => code ?? '');
    expect(codes.length).toBeGreaterThan(0);
    expect(stderr).toMatch(/^ {2}help: [A-Z`].*\.$/m);
    for (const code of codes) {
      expect(page).toContain(`\`${code}\``);
      expect(run(['codes', code]).status).toBe(0);
    }
  });

  it('reasons of guests and findings in images have their codes', () => {
    expect(run(['explain', 'tab.iso']).stdout).toMatch(/^ {2}error\[cloud-config-unreadable\] /m);
    const bytes = readFileSync(here('tab.iso'));
    bytes.writeUInt8(0xff, 16 * 2048 + 80);
    writeFileSync(here('broken.iso'), bytes);
    const { stdout, stderr } = run(['verify', 'broken.iso']);
    expect(`${stdout}${stderr}`).toMatch(/^ *error\[[a-z0-9-]+\] /m);
  });

  it('--json has the code and what to do about it as data', () => {
    const { stdout } = run(['build', 'bad.json', '-o', 'a.iso', '--json']);
    const { issues } = JSON.parse(stdout) as { readonly issues: readonly (Issue & { readonly advice?: string })[] };
    expect(issues).toMatchObject([{ code: 'mac-invalid', advice: expect.stringMatching(/\.$/) }]);
  });
});

it('in the library each issue has its code, and an error that of its first', () => {
  const { issues } = buildConfigDrive(
    { ...vm, vmData: vm.vmData.slice(1), userData: TAB },
    { timestamp: new Date(0), guests: 'likely' },
  );
  expect(issues.map(({ code }) => code)).toContain('cloud-config-unreadable');
  for (const { code } of issues) expect(page).toContain(`\`${code}\``);
  const refused = (): unknown => buildConfigDrive({ ...vm, nics: [{ mac: 'x' }] }, { timestamp: new Date(0) });
  expect(refused).toThrow(InvalidInputError);
  expect(refused).toThrow(expect.objectContaining({ code: 'mac-invalid' }) as never);
});
