import { describe, expect, it } from 'vitest';
import { bugReportOf } from './bug-report.ts';
import { internalError } from './errors.ts';

describe('bugReportOf', () => {
  it('tells the place of an unknown error and not its message, which may quote a secret', () => {
    const report = bugReportOf(new TypeError('cannot read canary-7f3a'));
    expect(report).toMatch(/^internal: TypeError at .*bug-report\.test\.ts.*; this is a bug in configdrive$/);
    expect(report).not.toContain('canary');
  });

  it('tells the message of an error that was raised on purpose', () => {
    expect(bugReportOf(internalError('no such kind'))).toBe('internal: no such kind; this is a bug in configdrive');
  });

  it('survives what is no error', () => {
    expect(bugReportOf('canary-7f3a')).not.toContain('canary');
  });
});
