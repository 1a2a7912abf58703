/** What each tree of a config drive gives the table of them. */
import type { Entry } from 'iso9660-format';
import type { Setting } from '../input/settings.ts';
import type { CoreIssues } from '../issues.ts';
import type { MachineData } from '../machine/machine-data.ts';

/** One layout of files on a drive. */
export interface Tree {
  /** Plans the files of a machine; what a guest will not like is reported, and nothing is refused. */
  readonly entries: (data: MachineData, setting: Setting, report: CoreIssues) => Entry[];
  /** Refuses what this tree has no form for. */
  readonly refuse?: (data: MachineData, setting: Setting, report: CoreIssues) => void;
}
