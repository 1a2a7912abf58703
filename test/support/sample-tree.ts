/** A tree for foreign makers, as entries and on disk: what a config drive has, and the traps of readers. */
import { linkSync, mkdirSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Entry } from 'iso9660-format';
import { utf8Bytes } from 'iso9660-format';
import { bytesAtHand } from './contents.ts';

/** Everything has one time, so that images differ by their makers only. */
export const SAMPLE_TIME = new Date('2026-03-01T12:34:56Z');

export const SAMPLE_HARD_LINK = ['cloudstack/userdata/user_data.txt', 'openstack/latest/user_data'] as const;

const userData = utf8Bytes('#cloud-config\n{}\n');

const FILES: Readonly<Record<string, string | Uint8Array>> = {
  'cloudstack/metadata/vm-id.txt': '6f1f9a3e-control',
  'cloudstack/metadata/empty.txt': '',
  'openstack/latest/meta_data.json': '{"uuid": "6f1f9a3e-control", "hostname": "control"}',
  "it's a file.txt": 'quotes and spaces',
  'two sectors and a bit': Uint8Array.from({ length: 5000 }, (_, at) => at % 251),
  [SAMPLE_HARD_LINK[0]]: userData,
  [SAMPLE_HARD_LINK[1]]: userData,
};

/** The same object twice is a hard link. */
export const SAMPLE_ENTRIES: readonly Entry[] = Object.entries(FILES).map(([path, content]) => ({
  path,
  content,
  modified: SAMPLE_TIME,
}));

/** Fills an empty directory with the sample, or with other files. */
export function makeSampleTree(directory: string, entries: readonly Entry[] = SAMPLE_ENTRIES): void {
  const written = new Map<object, string>();
  for (const { path, content } of entries) {
    const place = join(directory, path);
    mkdirSync(dirname(place), { recursive: true });
    const original = typeof content === 'object' ? written.get(content) : undefined;
    if (original !== undefined) linkSync(original, place);
    else if (content !== undefined) writeFileSync(place, bytesAtHand(content));
    if (typeof content === 'object') written.set(content, place);
  }
  for (const { path } of entries) setTimes(directory, path);
}

/** Of an entry and of the directories above it. */
function setTimes(directory: string, path: string): void {
  for (let at = path; at !== '.'; at = dirname(at)) utimesSync(join(directory, at), SAMPLE_TIME, SAMPLE_TIME);
  utimesSync(directory, SAMPLE_TIME, SAMPLE_TIME);
}

/** Not every maker and reader takes symbolic links; those that do get one. */
export const addSymbolicLink = (directory: string): void =>
  symlinkSync('cloudstack/metadata/vm-id.txt', join(directory, 'a link'));
