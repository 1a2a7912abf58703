/** A change asks the check that it is given about the drive it has made, as planning does. */
import type { Issue } from '@configdrive/issues';
import { expect, it } from 'vitest';
import { CHANGE } from '../../../../test/changes/helpers.ts';
import { planOf, refusalsOf, TIMESTAMP } from '../../../../test/core/helpers.ts';
import { buildConfigDrive } from '../build.ts';
import type { ConfigDrive } from '../drive.ts';
import { withPassword } from './password.ts';

const planned = planOf({ vmData: [['password', 'vm_password', 'old']] });

const objecting =
  (severity: Issue['severity']) =>
  ({ entries }: ConfigDrive): readonly Issue[] => [
    { code: 'too-much', severity, place: ['entries'], message: `${entries.length} entries are too many` },
  ];

it('what it says is among the issues of the changed drive', () => {
  const drive = withPassword(planned, 'new', { ...CHANGE, check: objecting('error') });
  expect(drive.issues.map(({ code }) => code)).toContain('too-much');
  expect(planned.issues.map(({ code }) => code)).not.toContain('too-much');
});

it('what it says of severity error refuses a strict change and a strict build, and nothing less does', () => {
  const strict = (severity: Issue['severity']) => ({ ...CHANGE, strict: true, check: objecting(severity) });
  expect(refusalsOf(() => withPassword(planned, 'new', strict('error')))).toEqual(['too-much at entries']);
  expect(() => withPassword(planned, 'new', strict('warning'))).not.toThrow();
  const build = { timestamp: TIMESTAMP, strict: true, check: objecting('error') };
  expect(refusalsOf(() => buildConfigDrive({ vmData: [['metadata', 'vm-id', 'u']] }, build))).toEqual([
    'too-much at entries',
  ]);
});
