/** The last boots, kept beside this file: when, with what, of which drives, and what came of each. */
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { textOf } from '../support/run.ts';
import type { GuestImage } from './image.ts';

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

/** The machines that boot several times: codename of Debian → what judged there, and machine → its boots. */
export interface ResetsReport {
  readonly date: string;
  readonly recipe: string;
  readonly versions: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly machines: Readonly<Record<string, readonly ResetRecord[]>>;
}

export interface ResetRecord {
  readonly name: string;
  /** Of the drive; null: there was none. */
  readonly sha256: string | null;
  readonly complaints: readonly string[];
}

interface Report extends BootsReport {
  readonly resets?: ResetsReport;
}

const FILE = fileURLToPath(new URL('./last-boots.json', import.meta.url));

export const lastBoots = (): Report => JSON.parse(readFileSync(FILE, 'utf8')) as Report;

/** Keeps what a run has seen; what it has not looked at stays. */
export const saveBoots = (report: Partial<Report>): void =>
  writeFileSync(FILE, `${JSON.stringify({ ...lastBoots(), ...report }, null, 2)}\n`);

export const sha256Of = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

export const today = (): string => new Date().toISOString().slice(0, 10);

/** What judges in a guest, and the machine that it runs in. */
export function versionsOf({ packages }: GuestImage): Readonly<Record<string, string>> {
  const ofGuest = ['cloud-init', 'systemd', 'netplan.io', 'base-files'];
  const kernel = [...packages.keys()].find((name) => /^linux-image-\d/.test(name)) ?? '';
  const versions = [...ofGuest, kernel].map((name) => [name, packages.get(name) ?? 'missing'] as const);
  const qemu = /version (\S+)/.exec(textOf('qemu-system-x86_64', ['--version']))?.[1] ?? '';
  return { ...Object.fromEntries(versions), qemu };
}
