/** The last boots, kept beside this file: when, with what, of which drives, and what came of each. */
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export interface BootRecord {
  readonly name: string;
  /** Of the drive. */
  readonly sha256: string;
  readonly outcome: string;
  /** In which ways the guest is not what the drive says. */
  readonly complaints: readonly string[];
}

export interface BootsReport {
  /** Day of the boots. */
  readonly date: string;
  /** Of the files that make the guest's disk. */
  readonly recipe: string;
  /** What judged: program → version. */
  readonly versions: Readonly<Record<string, string>>;
  readonly boots: readonly BootRecord[];
}

const FILE = fileURLToPath(new URL('./last-boots.json', import.meta.url));

export const lastBoots = (): BootsReport => JSON.parse(readFileSync(FILE, 'utf8')) as BootsReport;

export const saveBoots = (report: BootsReport): void => writeFileSync(FILE, `${JSON.stringify(report, null, 2)}\n`);

export const sha256Of = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
