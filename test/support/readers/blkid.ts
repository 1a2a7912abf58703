/** libblkid, which udev, ds-identify, Ignition and Afterburn find a drive by. */
import { programPath } from '../foreign.ts';
import { run } from '../run.ts';

export interface Probe {
  readonly label?: string;
  readonly uuid?: string;
  readonly type?: string;
}

/** What udev would make links of; an image it does not know gives an empty answer. */
export function probeWithBlkid(image: string): Probe {
  const { stdout } = run(programPath('blkid'), ['--probe', '--output', 'udev', image]);
  const value = (key: string): string | undefined =>
    new RegExp(`^ID_FS_${key}=(.*)$`, 'm').exec(stdout.toString('utf8'))?.[1];
  const [label, uuid, type] = [value('LABEL_ENC') ?? value('LABEL'), value('UUID'), value('TYPE')];
  return {
    ...(label === undefined ? {} : { label }),
    ...(uuid === undefined ? {} : { uuid }),
    ...(type === undefined ? {} : { type }),
  };
}
