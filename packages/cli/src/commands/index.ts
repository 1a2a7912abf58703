/** Every command there is, in the order of the help. */
import type { AnyCommand } from '../frame/command.ts';
import { attachment } from './attachment/command.ts';
import { batch } from './batch/command.ts';
import { build } from './build/command.ts';
import { cat } from './cat/command.ts';
import { completion } from './completion/command.ts';
import { diff } from './diff/command.ts';
import { explain } from './explain/command.ts';
import { extract } from './extract/command.ts';
import { init } from './init/command.ts';
import { inspect } from './inspect/command.ts';
import { map } from './map/command.ts';
import { schema } from './schema/command.ts';
import { store } from './store/command.ts';
import { update } from './update/command.ts';
import { verify } from './verify/command.ts';

export const commands: readonly AnyCommand[] = [
  init,
  build,
  update,
  attachment,
  inspect,
  explain,
  diff,
  cat,
  extract,
  verify,
  map,
  batch,
  store,
  schema,
  completion,
];
