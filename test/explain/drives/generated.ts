/**
 * Drives for the judges, sound and broken: a sound tree, every way to change it, and mixtures. Nothing here knows what any
 * reader makes of them.
 */
import { chanceOf } from '../random.ts';
import { addressChanges } from './addresses.ts';
import { brokenFileChanges } from './broken-json.ts';
import { linkChanges } from './links.ts';
import { metaChanges } from './metadata.ts';
import { folderChanges, userChanges, vendorChanges } from './other-files.ts';
import { routeChanges } from './routes.ts';
import { type Change, type Files, NETWORK, setFile, soundFiles } from './sound.ts';

export interface GeneratedDrive {
  readonly name: string;
  readonly files: Files;
}

const networkChanges: readonly Change[] = [...linkChanges, ...addressChanges, ...routeChanges];

const otherChanges: readonly Change[] = [
  ...brokenFileChanges,
  ...metaChanges,
  ...vendorChanges,
  ...folderChanges,
  ...userChanges,
];

const WITHOUT_NETWORK: Change = ['no network', setFile(NETWORK, undefined)];

/** The sound drive, every change on its own, and `mixtures` drives with up to four of them. */
export function generatedDrives(mixtures: number, seed: number): readonly GeneratedDrive[] {
  const chance = chanceOf(seed);
  // Rendering a network is what costs the judges their time: single changes of other files do without one.
  const single = [
    ...networkChanges.map((change) => [change]),
    ...otherChanges.map((change) => [WITHOUT_NETWORK, change]),
  ];
  const mixed = Array.from({ length: mixtures }, () => chance.some([...networkChanges, ...otherChanges], 4));
  return [[], ...single, ...mixed].map((changes) => {
    const files = soundFiles();
    for (const [, change] of changes) change(files);
    return { name: changes.map(([name]) => name).join(' + ') || 'sound', files };
  });
}
