/** The real cloud-init on vendor data of the caller's own and the password behind it: it gives both back, and sets ours. */
import { expect, it } from 'vitest';
import { vendorDataToCloudInit } from '../support/cloud-init-vendor-data.ts';
import { withForeign } from '../support/foreign.ts';
import { fileOf, type PlanArguments, planOf } from './helpers.ts';

const PATH = 'openstack/latest/vendor_data.json';

const judged = (drives: readonly PlanArguments[]) =>
  vendorDataToCloudInit(drives.map((given) => fileOf(planOf(given), PATH) ?? ''));

const script = '#!/bin/sh\necho "quotes \\ and ü"\n';
const mime = 'Content-Type: text/x-shellscript; charset="utf-8"\nMIME-Version: 1.0\n\n#!/bin/sh\n';

/** Vendor data, and the parts cloud-init sees of it. */
const documents: readonly (readonly [vendorData: NonNullable<PlanArguments['vendorData']>, parts: unknown])[] = [
  ['#cloud-config\nntp: {enabled: true}\n', [['text/cloud-config', '#cloud-config\nntp: {enabled: true}\n']]],
  ['#cloud-config\r\nntp: {enabled: true}\r\n', [['text/cloud-config', '#cloud-config\r\nntp: {enabled: true}\r\n']]],
  [script, [['text/x-shellscript', script]]],
  ['#cloud-boothook\ntrue\n', [['text/cloud-boothook', '#cloud-boothook\ntrue\n']]],
  [
    '## template: jinja\n#cloud-config\nx: {{ y }}\n',
    [['text/jinja2', '## template: jinja\n#cloud-config\nx: {{ y }}\n']],
  ],
  [mime, [['text/x-shellscript', '#!/bin/sh\n']]],
  [
    { 'cloud-init': ['#cloud-config\na: 1\n', script], note: { a: [1, null] } },
    [
      ['text/cloud-config', '#cloud-config\na: 1\n'],
      ['text/x-shellscript', script],
    ],
  ],
  [
    '{"cloud-init": ["#cloud-config\\na: 1\\n"], "n": 12345678901234567890}',
    [['text/cloud-config', '#cloud-config\na: 1\n']],
  ],
  [{ note: 'for another reader' }, []],
];

const passwords = ['s3cret', 'a"b: #c', "0123'\\", 'ä\u2028😀'];

withForeign(['cloudinit'], 'vendor data of the caller’s own', () => {
  const partsOf = (verdict: ReturnType<typeof judged>[number]): unknown =>
    verdict.parts.map(({ type, text }) => [type, text]);

  it('comes back part by part', () => {
    const verdicts = judged(documents.map(([vendorData]) => ({ vendorData })));
    expect(verdicts.map(partsOf)).toEqual(documents.map(([, parts]) => parts));
    expect(verdicts.flatMap(({ passwords: set, warnings }) => [...set, ...warnings])).toEqual([]);
  });

  it('comes back before the password, which is set whatever it is', () => {
    for (const password of passwords) {
      const verdicts = judged(
        documents.map(([vendorData]) => ({ vendorData, vmData: [['password', 'vm_password', password]] })),
      );
      expect(verdicts.map(({ parts }) => parts.slice(0, -1).map(({ type, text }) => [type, text]))).toEqual(
        documents.map(([, parts]) => parts),
      );
      for (const verdict of verdicts) {
        expect(verdict.passwords).toEqual([{ user: 'debian', password, hashed: false }]);
        expect(verdict.config).toMatchObject({ password, chpasswd: { expire: false } });
        expect(verdict.expired).toEqual([]);
        expect(verdict.warnings).toEqual([]);
      }
    }
  });

  it('keeps its other keys, and loses what the password replaces: what the warning is for', () => {
    const vendorData =
      '#cloud-config\npackages: [a]\npassword: other\nchpasswd:\n  users: [{name: root, password: x, type: text}]\n';
    const vmData = [['password', 'vm_password', 's3cret']] as const;
    const [alone, together] = judged([{ vendorData }, { vendorData, vmData, sshPwauth: true }]);
    expect(alone?.passwords).toEqual([{ user: 'root', password: 'x', hashed: false }]);
    expect(together?.passwords).toEqual([{ user: 'debian', password: 's3cret', hashed: false }]);
    expect(together?.config).toEqual({
      packages: ['a'],
      password: 's3cret',
      chpasswd: { expire: false },
      ssh_pwauth: true,
    });
    expect(together?.sshPwauth).toBe(true);
    expect(planOf({ vendorData, vmData }).issues.map(({ code }) => code)).toContain('vendor-data-overridden');
  });

  it('is not handled where we say so', () => {
    const [verdict] = judged([{ vendorData: 'packages: [a]\n' }]);
    expect(verdict?.parts.map(({ type }) => type)).toEqual(['text/x-not-multipart']);
    expect(verdict?.config).toBeNull();
  });
});
