/** The words of every command there is, in the order of the help; what a command does is in the table of actions. */
import type { AnyCommand } from '../framework/command.ts';
import { api } from './api.ts';
import { attachment } from './attachment.ts';
import { batch } from './batch.ts';
import { build } from './build.ts';
import { cat } from './cat.ts';
import { codes } from './codes.ts';
import { completion } from './completion.ts';
import { diff } from './diff.ts';
import { explain } from './explain.ts';
import { extract } from './extract.ts';
import { guestScript } from './guest-script.ts';
import { init } from './init.ts';
import { inspect } from './inspect.ts';
import { map } from './map.ts';
import { refresh } from './refresh.ts';
import { schema } from './schema.ts';
import { serve } from './serve.ts';
import { store } from './store.ts';
import { update } from './update.ts';
import { verify } from './verify.ts';

export const commands: readonly AnyCommand[] = [
  init,
  build,
  update,
  attachment,
  refresh,
  guestScript,
  inspect,
  explain,
  diff,
  cat,
  extract,
  verify,
  map,
  batch,
  store,
  serve,
  api,
  schema,
  codes,
  completion,
];
