import { InvalidImageError } from '@configdrive/issues';
import { describe, expect, it } from 'vitest';
import { imageCodes } from './codes.ts';
import { Findings } from './findings.ts';
import { imageIssue } from './image-issue.ts';

describe('findings', () => {
  it('are thrown when reading insists and the code refuses', () => {
    const findings = new Findings(true);
    findings.report('link-count', { offset: 0 });
    expect(() => findings.report('directory-loop', { offset: 40_970, path: 'a' })).toThrow(InvalidImageError);
    expect(findings.issues.map(({ code }) => code)).toEqual(['link-count']);
  });

  it('are collected when verifying, a thousand of a kind, and the rest is counted', () => {
    const findings = new Findings(false);
    for (let count = 0; count < 1500; count++) findings.report('directory-loop', { offset: count });
    findings.report('link-count', { offset: 0 });
    expect(findings.issues).toHaveLength(1002);
    expect(findings.issues.at(-1)).toMatchObject({ code: 'more-of-the-same', got: '1500' });
  });
});

describe('an issue', () => {
  it('says block, byte, rule, what was expected and what came', () => {
    const issue = imageIssue('link-count', { offset: 20 * 2048 + 5, path: 'a' }, { expected: '1', got: '9' });
    expect(issue).toMatchObject({
      place: ['block', 20, 'byte', 5],
      block: 20,
      byte: 5,
      path: 'a',
      rule: 'R102',
      severity: 'warning',
    });
    expect(issue.message).toBe('the link count is not the number of names ("a"): expected 1, got 9');
  });

  it('shows no control characters and no endless names', () => {
    const { message } = imageIssue('name-invalid', { offset: 0, path: `\u001b[2J${'n'.repeat(5000)}` });
    expect(message).not.toMatch(/[\u0000-\u001f]/);
    expect(message.length).toBeLessThan(400);
  });
});

describe('the table of codes', () => {
  it('has kebab-case codes, a rule for all but limits, and a meaning without a full stop', () => {
    for (const [code, { meaning, rule }] of Object.entries(imageCodes)) {
      expect(code).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
      expect(meaning).toMatch(/^(?:[a-z]|Joliet|Rock Ridge).*[^.]$/);
      if (rule !== undefined) expect(rule).toMatch(/^R[0-9]+$/);
    }
  });
});
