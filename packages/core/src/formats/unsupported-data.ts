/** What CloudStack's tree alone has a place for. */

import { METADATA, PASSWORD_MD5_PATH, PASSWORD_PATH, USER_DATA_PATH } from '../cloudstack-names.ts';
import type { CoreIssues } from '../issues.ts';
import type { MachineData } from '../machine/machine-data.ts';

/** The password and the user data have other places; its md5 is for CloudStack's own script. */
const placed: ReadonlySet<string> = new Set([PASSWORD_PATH, PASSWORD_MD5_PATH, USER_DATA_PATH]);

export function reportUnplaced({ data: statements }: MachineData, report: CoreIssues): void {
  for (const { directory, path, blank, place } of statements.values()) {
    if (blank || directory === METADATA || placed.has(path)) continue;
    report.add('input-unused', place, 'only the tree cloudstack has a place for it');
  }
}
