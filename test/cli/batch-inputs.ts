/** Many lines, and what is in a directory of drives. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { vm } from './command.ts';

/** A good line with a canary in every secret. */
export const lineOf = (number: number): string =>
  JSON.stringify({
    ...vm,
    instanceName: nameOf(number),
    vmData: [...vm.vmData, ['metadata', 'local-hostname', `web-${number}`]],
  });

export const nameOf = (number: number): string => `i-2-${number}-VM`;

export const linesOf = (count: number): string =>
  Array.from({ length: count }, (_, number) => `${lineOf(number)}\n`).join('');

export const imagesIn = (directory: string): readonly string[] =>
  readdirSync(directory)
    .filter((name) => name.endsWith('.iso'))
    .sort();

/** Names and digests of all images: two sets are the same when these are. */
export const digestsIn = (directory: string): readonly string[] =>
  imagesIn(directory).map((name) => `${name} ${sha256Of(join(directory, name))}`);

const sha256Of = (path: string): string => createHash('sha256').update(readFileSync(path)).digest('hex');

/** Everything but images and the journal: there must be nothing. */
export const leftoversIn = (directory: string): readonly string[] =>
  readdirSync(directory).filter((name) => !name.endsWith('.iso') && !/^\.configdrive-batch.*\.journal$/.test(name));
