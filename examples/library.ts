/** A config drive from a file: `node library.js vm.json drive.iso` */
import { readFileSync, writeFileSync } from 'node:fs';
import { buildConfigDrive } from '@configdrive/core';
import { issueText } from 'iso9660-format';

const [from = 'linux-dual-stack.json', to = 'drive.iso'] = process.argv.slice(2);

const input: unknown = JSON.parse(readFileSync(from, 'utf8'));
const { bytes, issues } = buildConfigDrive(input, { timestamp: new Date('2026-03-01T12:00:00Z') });

for (const issue of issues) console.error(`${issue.severity}: ${issueText(issue)}`);
writeFileSync(to, bytes, { mode: 0o600 });
