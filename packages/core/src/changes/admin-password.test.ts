/** The password that cloudbase-init reads in a seed, in every form in which it stands on one line. */
import { describe, expect, it } from 'vitest';
import { CHANGE, driveOf } from '../../../../test/changes/helpers.ts';
import { fileOf, issuesOf } from '../../../../test/core/helpers.ts';
import { withoutPassword, withPassword } from './password.ts';

const META = 'meta-data';
const seedOf = (line: string) => driveOf({ [META]: `instance-id: i\n${line}`, 'user-data': '' });

describe('admin-password in the meta-data of a seed', () => {
  it.each([
    ['plain', 'admin-password: 0ld\n'],
    ['in single quotes', "admin-password: '0''ld'\n"],
    ['in double quotes', 'admin-password: "0ld"\n'],
  ])('is changed and taken out: %s', (_, line) => {
    const seed = seedOf(line);
    const changed = fileOf(withPassword(seed, 'n3w', { ...CHANGE, guestOs: 'Windows' }), META) ?? '';
    expect(changed).toMatch(/admin-password: "n3w"/);
    expect(changed).not.toContain('ld');
    expect(fileOf(withoutPassword(seed, CHANGE), META)).toBe('instance-id: i\n');
  });

  it('stays where it is on several lines, which is told', () => {
    const seed = seedOf('admin-password: |\n  0ld\n');
    const changed = withoutPassword(seed, CHANGE);
    expect(fileOf(changed, META)).toBe(fileOf(seed, META));
    expect(issuesOf(changed).join()).toContain('file-unchangeable at meta-data');
  });
});
