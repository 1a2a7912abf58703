import { command } from '../framework/command.ts';
import { image, json } from './shared.ts';

export const extract = command({
  name: 'extract',
  summary: 'write all files of an image into a new directory',
  description:
    'Writes the files of an image into a directory that does not exist yet: all of them, or nothing. The image may come from anyone: nothing is written elsewhere, no link is followed, and devices are left out. The directory is private (0700), since contents are secrets.',
  group: 'Look',
  operands: { image, directory: { about: 'a directory to make', kind: 'directory' } },
  options: {
    tree: {
      value: 'name',
      choices: ['rockRidge', 'joliet', 'plain', 'enhanced'],
      about: 'the tree to take names from (default: the first of these that the image has)',
    },
    links: { about: 'also make symbolic links, where they stay inside the directory' },
    namesAlike: { about: 'also write names that differ only in case or in Unicode normalisation' },
    allowSharedDirectory: { about: 'write also where other accounts may replace what is written' },
    json,
  },
  examples: ['configdrive extract i-2-10-VM.iso drive/', 'ssh host cat drive.iso | configdrive extract - drive/'],
});
