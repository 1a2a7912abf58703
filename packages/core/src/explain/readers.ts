/**
 * The guests' programs that are explained, each by rules of its own.
 */

import type { Issue } from 'iso9660-format';
import { explainCloudInit } from './cloud-init/cloud-init.ts';
import { release22, release26 } from './cloud-init/releases.ts';
import type { Verdict } from './findings.ts';
import type { DriveView } from './reading.ts';
import type { Sees } from './sees.ts';

export interface Reader {
  readonly name: string;
  readonly version: string;
  readonly explain: (drive: DriveView) => {
    readonly verdict: Verdict;
    readonly because: readonly Issue[];
    readonly sees: Sees;
  };
}

export const readers = [
  { name: 'cloud-init', version: '22.4', explain: (drive) => explainCloudInit(drive, release22) },
  { name: 'cloud-init', version: '26', explain: (drive) => explainCloudInit(drive, release26) },
] as const satisfies readonly Reader[];

export type ReaderName = (typeof readers)[number]['name'];
