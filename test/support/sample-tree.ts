/** A directory tree for foreign makers: what a config drive has, and the traps of readers. */
import { linkSync, mkdirSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const FILES: Readonly<Record<string, string | Uint8Array>> = {
  'cloudstack/metadata/vm-id.txt': '6f1f9a3e-control',
  'cloudstack/metadata/empty.txt': '',
  'cloudstack/userdata/user_data.txt': '#cloud-config\n{}\n',
  'openstack/latest/meta_data.json': '{"uuid": "6f1f9a3e-control", "hostname": "control"}',
  "it's a file.txt": 'quotes and spaces',
  'two sectors and a bit': Uint8Array.from({ length: 5000 }, (_, at) => at % 251),
};

export const SAMPLE_HARD_LINK = ['cloudstack/userdata/user_data.txt', 'openstack/latest/user_data'] as const;

/** Fills an empty directory. Everything has one time, so that images differ by their makers only. */
export function makeSampleTree(directory: string): void {
  for (const [path, content] of Object.entries(FILES)) {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    writeFileSync(join(directory, path), content);
    utimesSync(join(directory, path), SAMPLE_TIME, SAMPLE_TIME);
  }
  const [original, link] = SAMPLE_HARD_LINK;
  linkSync(join(directory, original), join(directory, link));
}

/** Not every maker and reader takes symbolic links; those that do get one. */
export const addSymbolicLink = (directory: string): void =>
  symlinkSync('cloudstack/metadata/vm-id.txt', join(directory, 'a link'));

export const SAMPLE_TIME = new Date('2026-03-01T12:34:56Z');
