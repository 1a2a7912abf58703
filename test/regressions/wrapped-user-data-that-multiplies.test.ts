/**
 * Archives in archives multiplied: 780 bytes of user data were 20 to the power of 4 parts, since each level had a limit of
 * its own. One budget is passed along now, and what is beyond it is one finding.
 */
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { placeText } from '@configdrive/issues';
import { describe, expect, it } from 'vitest';
import { GuestFindings } from '../../packages/guests/src/findings.ts';
import { checkUserData } from '../../packages/guests/src/user-data/user-data.ts';
import { stepsOf } from '../support/steps/steps.ts';
import { archive, ofAliases, shapes } from './wrapped-user-data-that-multiplies.counted.ts';

const MIB = 1024 * 1024;

function looked(given: string | Uint8Array): GuestFindings {
  const findings = new GuestFindings();
  checkUserData(findings, ['u'], typeof given === 'string' ? new TextEncoder().encode(given) : given);
  return findings;
}

const linesOf = ({ issues }: GuestFindings): readonly string[] =>
  issues.map(({ code, place, message }) => `${code} ${placeText(place)} ${message}`);

const multipart = (parts: readonly string[], boundary = 'b'): string =>
  `MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=${boundary}\n\n${parts.map((part) => `--${boundary}\n${part}\n`).join('')}--${boundary}--\n`;

const configPart = (text: string): string => `Content-Type: text/cloud-config\n\n${text}`;

/** Of the whole text: each level is read once, by what unwraps it and by what parses it. */
const STEPS_FOR_A_CHARACTER = 400;

describe('archives of aliases of archives', () => {
  it.each(shapes)('of %d levels of %d have nothing to tell of', (levels, width) => {
    expect(looked(ofAliases(levels, width, '#cloud-config\na: b\n')).issues).toEqual([]);
  });

  it('are looked at once each', async () => {
    const steps = await stepsOf(join(import.meta.dirname, 'wrapped-user-data-that-multiplies.counted.ts'));
    const lengths = shapes.map(([levels, width]) => ofAliases(levels, width, '#cloud-config\na: b\n').length);
    expect(steps.size).toBe(shapes.length);
    for (const [index, [count = Number.NaN]] of [...steps.values()].entries()) {
      expect(count).toBeGreaterThan(lengths[index] ?? Number.NaN);
      expect(count).toBeLessThan(STEPS_FOR_A_CHARACTER * (lengths[index] ?? Number.NaN));
    }
  });

  it('tell what is wrong in the innermost for each place in its archive', () => {
    const found = linesOf(looked(ofAliases(2, 3, '#cloud-config\na: [\n')));
    expect(found).toHaveLength(3);
    expect(found[0]).toMatch(/^cloud-config-unreadable u\.part\[0\]\.part\[0\]\.line/);
  });

  it('that differ have one budget of parts', () => {
    const inner = Array.from({ length: 20 }, (_, index) =>
      JSON.stringify(archive(Array.from({ length: 100 }, (__, item) => JSON.stringify(`#!/bin/sh ${index} ${item}`)))),
    );
    expect(linesOf(looked(archive(inner)))).toEqual([
      expect.stringMatching(/^content-not-looked-at u\S* not looked at: over 1,000 parts in all$/),
    ]);
  });
});

describe('one finding says what was not looked at', () => {
  const nested = (levels: number): string =>
    levels === 0 ? '#cloud-config\na: [\n' : archive([JSON.stringify(nested(levels - 1))]);

  it('of archives that are wrapped too often', () => {
    expect(linesOf(looked(nested(8)))).toEqual([expect.stringContaining('cloud-config-unreadable')]);
    expect(linesOf(looked(nested(9)))).toEqual([expect.stringContaining('not looked at: over 8 wrappings around it')]);
  });

  it('of MIME messages that are wrapped too often', () => {
    let text = multipart([configPart('a: b')]);
    for (let level = 0; level < 20; level++) {
      text = multipart([text.slice(text.indexOf('\n') + 1)], `b${level}`);
    }
    expect(linesOf(looked(text))).toEqual([expect.stringContaining('not looked at: over 8 wrappings around it')]);
  });

  it.each([
    ['of a message', multipart(Array.from({ length: 1001 }, () => configPart('a: b')))],
    ['of an archive', archive(Array.from({ length: 1001 }, () => '"#!/bin/sh"'))],
  ])('of more than a thousand parts %s', (_, text) => {
    expect(linesOf(looked(text))).toEqual(['content-not-looked-at u not looked at: over 1,000 parts in all']);
  });

  it.each([
    ['of a message', multipart(Array.from({ length: 1000 }, () => configPart('a: b')))],
    ['of an archive', archive(Array.from({ length: 1000 }, () => '"#!/bin/sh"'))],
  ])('and nothing of a thousand parts %s', (_, text) => {
    expect(looked(text).issues).toEqual([]);
  });

  it('of many gzips, each of which is within its own limit', () => {
    const packed = gzipSync(`#!/bin/sh\n${' '.repeat(7 * MIB)}`).toString('base64');
    const part = `Content-Type: application/gzip\nContent-Transfer-Encoding: base64\n\n${packed}`;
    const { issues } = looked(multipart(Array.from({ length: 300 }, () => part)));
    expect(new Set(issues.map(({ code }) => code))).toEqual(new Set(['content-not-looked-at']));
    expect(issues.length).toBeLessThan(3);
  });

  it.each([
    ['#cloud-config', `#cloud-config\na: ${'b'.repeat(MIB)}\n`],
    ['#cloud-config-archive', `#cloud-config-archive\n- ${'b'.repeat(MIB)}\n`],
    ['#cloud-config-jsonp', `#cloud-config-jsonp\n["${'b'.repeat(MIB)}"]`],
  ])('of a %s of over 1 MiB', (_, text) => {
    expect(linesOf(looked(text))).toEqual(['content-not-looked-at u not looked at: over 1 MiB in one document']);
  });

  it('of a text of very many items', () => {
    expect(linesOf(looked(`#cloud-config\na:\n${'-\n'.repeat(400_000)}`))).toEqual([
      'content-not-looked-at u not looked at: over 250,000 steps in all',
    ]);
  });

  it('of very many findings, with the severity of the worst', () => {
    const lines = Array.from({ length: 3000 }, () => '- 0644\n').join('');
    const { issues, verdict } = looked(`#cloud-config\npackages:\n${lines}`);
    expect(issues).toHaveLength(2001);
    expect(issues.at(-1)).toMatchObject({ code: 'content-not-looked-at', severity: 'warning', place: [] });
    expect(verdict).toBe('partly');
  });
});
