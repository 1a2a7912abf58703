/** User data of several parts: one message, always the same bytes. */
import { describe, expect, it } from 'vitest';
import { base64, fileOf, type PlanArguments, planOf, refusalsOf } from '../../../../test/core/helpers.ts';
import { mimeUserData } from './mime.ts';

const PARTS: NonNullable<PlanArguments['userDataParts']> = [
  { content: '#cloud-config\npackages: [nginx]\n', filename: 'web.yaml' },
  { content: '#!/bin/sh\necho Grüße\n' },
  { base64: 'AAEC/w==', type: 'application/octet-stream' },
];

it('is written as RFC 2046 has it', () => {
  expect(mimeUserData(PARTS)).toBe(
    [
      'Content-Type: multipart/mixed; boundary="===============part-of-user-data-0=="',
      'MIME-Version: 1.0',
      '',
      '--===============part-of-user-data-0==',
      'Content-Type: text/cloud-config; charset="utf-8"',
      'MIME-Version: 1.0',
      'Content-Transfer-Encoding: 7bit',
      'Content-Disposition: attachment; filename="web.yaml"',
      '',
      '#cloud-config',
      'packages: [nginx]',
      '',
      '--===============part-of-user-data-0==',
      'Content-Type: text/x-shellscript; charset="utf-8"',
      'MIME-Version: 1.0',
      'Content-Transfer-Encoding: base64',
      '',
      base64('#!/bin/sh\necho Grüße\n'),
      '--===============part-of-user-data-0==',
      'Content-Type: application/octet-stream',
      'MIME-Version: 1.0',
      'Content-Transfer-Encoding: base64',
      '',
      'AAEC/w==',
      '--===============part-of-user-data-0==--',
      '',
    ].join('\n'),
  );
});

it('takes a boundary that no part has', () => {
  const inner = mimeUserData(PARTS);
  expect(mimeUserData([{ content: inner }])).toMatch(
    /^Content-Type: multipart\/mixed; boundary="===============part-of-user-data-1=="/,
  );
});

it('is the user data of an input', () => {
  expect(fileOf(planOf({ userDataParts: PARTS }), 'openstack/latest/user_data')).toBe(mimeUserData(PARTS));
});

describe('refused', () => {
  it.each<[PlanArguments, string]>([
    [{ userDataParts: [] }, 'user-data-part-invalid at userDataParts'],
    [{ userDataParts: [{}] }, 'user-data-part-invalid at userDataParts[0]'],
    [{ userDataParts: [{ content: 'a', base64: 'YQ==' }] }, 'user-data-part-invalid at userDataParts[0]'],
    [{ userDataParts: [{ base64: '?' }] }, 'user-data-part-invalid at userDataParts[0]'],
    [{ userDataParts: [{ content: '\ud800' }] }, 'user-data-part-invalid at userDataParts[0]'],
    [{ userDataParts: [{ content: 'a', type: 'text' }] }, 'user-data-part-invalid at userDataParts[0].type'],
    [{ userDataParts: [{ content: 'a', type: 'multipart/mixed' }] }, 'user-data-part-invalid at userDataParts[0].type'],
    [
      { userDataParts: [{ content: 'a', type: 'text/plain\nX: y' }] },
      'user-data-part-invalid at userDataParts[0].type',
    ],
    [{ userDataParts: [{ content: 'a', filename: 'a"b' }] }, 'user-data-part-invalid at userDataParts[0].filename'],
    [{ userDataParts: [{ content: 'a', filename: '../a' }] }, 'user-data-part-invalid at userDataParts[0].filename'],
    [{ userDataParts: PARTS, userData: 'x' }, 'user-data-twice at userDataParts'],
    [{ userDataParts: PARTS, vmData: [['userdata', 'user_data', 'eA==']] }, 'user-data-twice at userDataParts'],
    [{ userDataParts: [{ content: 'x'.repeat(30_000) }] }, 'user-data-too-long at userDataParts'],
  ])('%#', (given, refusal) => {
    expect(refusalsOf(() => planOf(given))).toEqual([refusal]);
  });
});
