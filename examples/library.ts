/** A config drive from the data of a virtual machine: `node library.js vm.json drive.iso` */
import { readFileSync, writeFileSync } from 'node:fs';
import { buildConfigDrive, issueText } from '@configdrive/core';

const [from = 'linux-dual-stack.json', to = 'drive.iso'] = process.argv.slice(2);

const { bytes, issues } = buildConfigDrive(JSON.parse(readFileSync(from, 'utf8')), {
  timestamp: new Date('2026-03-01T12:00:00Z'),
});
for (const issue of issues) console.error(`${issue.severity}: ${issueText(issue)}`);
writeFileSync(to, bytes, { mode: 0o600 });
