/** The real cloud-init splits the messages that are made of parts, and takes every content as it was. */
import { mimeUserData, type UserDataPart } from '@configdrive/core';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { vendorDataToCloudInit } from '../support/cloud-init-vendor-data.ts';
import { withForeign } from '../support/foreign.ts';

const long = `# ${'x'.repeat(1500)}\n`;

/** One of each kind, with what messages are broken by: long lines, dots and dashes at beginnings, no end of line, CR, NUL. */
const PARTS: readonly UserDataPart[] = [
  { content: '#cloud-config\nwrite_files: []\n', filename: 'first.yaml' },
  { content: '#!/bin/sh\n.\n--\n--=\n===============part-of-user-data-0==\nFrom here on\n' },
  { content: '#cloud-boothook\nno end of line' },
  { content: `#!/bin/sh\n${long}` },
  { content: '#!/bin/sh\r\necho\r\n' },
  { content: '#!/bin/sh\necho Größe 基盤 😀\n', type: 'text/x-shellscript' },
  { content: '## template: jinja\n#cloud-config\n{}\n' },
  { content: '#!/bin/sh\n\n\n' },
  { content: 'plain\u0000text', type: 'text/plain' },
];

const KINDS = ['text/cloud-config', 'text/x-shellscript', 'text/cloud-boothook', 'text/jinja2', 'text/plain'];

/** What stands in a document of vendor data is handled as user data are. */
const partsOf = (message: string) => vendorDataToCloudInit([JSON.stringify(message)])[0]!;

withForeign(['cloudinit'], 'cloud-init on MIME user data', () => {
  it('finds every part with its type and its text', () => {
    const { parts, warnings } = partsOf(mimeUserData(PARTS));
    expect(warnings).toEqual([]);
    expect(parts.map(({ text }) => text)).toEqual(PARTS.map(({ content }) => content));
    expect([...new Set(parts.map(({ type }) => type))].sort()).toEqual([...KINDS].sort());
  });

  it('finds what chance has put into parts', () => {
    const script = fc.string({ unit: 'binary', maxLength: 300 }).map((text) => `#!/bin/sh\n${text}`);
    const samples = fc.sample(fc.array(script, { minLength: 1, maxLength: 4 }), { seed: 5, numRuns: 60 });
    const verdicts = vendorDataToCloudInit(
      samples.map((contents) => JSON.stringify(mimeUserData(contents.map((content) => ({ content }))))),
    );
    for (const [index, { parts }] of verdicts.entries()) expect(parts.map(({ text }) => text)).toEqual(samples[index]);
  });
});
