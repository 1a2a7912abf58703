/** The works of wrapped-user-data-that-multiplies.test.ts. */
import { GuestFindings } from '../../packages/guests/src/findings.ts';
import { checkUserData } from '../../packages/guests/src/user-data/user-data.ts';
import type { Counted } from '../support/steps/counted.ts';

export const archive = (items: readonly string[]): string =>
  `#cloud-config-archive\n${items.map((item) => `- ${item}\n`).join('')}`;

/** An archive of so many aliases of an archive of so many aliases … of a cloud-config. */
export function ofAliases(levels: number, width: number, core: string): string {
  let text = core;
  for (let level = 0; level < levels; level++) {
    const aliases = Array.from({ length: width - 1 }, () => '*a');
    text = archive([`&a ${JSON.stringify(text)}`, ...aliases]);
  }
  return text;
}

/** So many levels of so many. */
export const shapes = [
  [4, 20],
  [7, 30],
] as const;

export const counted: readonly Counted[] = shapes.map(([levels, width]) => ({
  name: `${levels} levels of ${width}`,
  givens: [() => new TextEncoder().encode(ofAliases(levels, width, '#cloud-config\na: b\n'))],
  work: (bytes: Uint8Array) => checkUserData(new GuestFindings(), [], bytes),
}));
