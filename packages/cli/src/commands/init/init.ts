/** `configdrive init`: an input to start from. */

import { writeImageFile } from '@configdrive/files';
import { printable } from '@configdrive/issues';
import { parse } from 'yaml';
import type { Context } from '../../frame/command.ts';
import { printFacts } from '../../frame/output.ts';
import { STDIN } from '../../inputs/bytes.ts';
import type { InitOptions } from './command.ts';
import { starterYaml } from './starter.ts';

const DEFAULT_FILE = 'vm.yaml';

export async function init(
  file: string = DEFAULT_FILE,
  { force = false }: InitOptions,
  context: Context,
): Promise<void> {
  if (file === STDIN) return printFacts(starterYaml);
  const text = /\.ya?ml$/i.test(file) ? starterYaml : `${JSON.stringify(parse(starterYaml), null, 2)}\n`;
  await writeImageFile(file, Buffer.from(text), { ifAbsent: !force, signal: context.signal });
  await printFacts(`${printable(file)}: fill it in, then configdrive build ${printable(file)} -o drive.iso`);
}
