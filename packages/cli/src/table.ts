/** Joins the words of each command with its action, which is loaded when the command is called. */
import { internalError } from '@configdrive/issues';
import { apiCommands } from './commands/api.ts';
import { attachment } from './commands/attachment.ts';
import { batch } from './commands/batch.ts';
import { build } from './commands/build.ts';
import { cat } from './commands/cat.ts';
import { codes } from './commands/codes.ts';
import { completion } from './commands/completion.ts';
import { diff } from './commands/diff.ts';
import { explain } from './commands/explain.ts';
import { extract } from './commands/extract.ts';
import { guestScript } from './commands/guest-script.ts';
import { init } from './commands/init.ts';
import { inspect } from './commands/inspect.ts';
import { map } from './commands/map.ts';
import { refresh } from './commands/refresh.ts';
import { schema } from './commands/schema.ts';
import { serve } from './commands/serve.ts';
import { storeCommands } from './commands/store.ts';
import { update } from './commands/update.ts';
import { verify } from './commands/verify.ts';
import { type AnyAction, type CommandEntry, entry } from './framework/action.ts';
import type { LeafCommand } from './framework/command.ts';

const table: readonly CommandEntry[] = [
  entry(init, async () => (await import('./actions/init.ts')).init),
  entry(build, async () => (await import('./actions/build.ts')).build),
  entry(update, async () => (await import('./actions/update/update.ts')).update),
  entry(attachment, async () => (await import('./actions/attachment.ts')).attachment),
  entry(refresh, async () => (await import('./actions/refresh.ts')).refresh),
  entry(guestScript, async () => (await import('./actions/guest-script.ts')).guestScript),
  entry(inspect, async () => (await import('./actions/inspect/inspect.ts')).inspect),
  entry(explain, async () => (await import('./actions/explain/explain.ts')).explain),
  entry(diff, async () => (await import('./actions/diff.ts')).diff),
  entry(cat, async () => (await import('./actions/cat.ts')).cat),
  entry(extract, async () => (await import('./actions/extract.ts')).extract),
  entry(verify, async () => (await import('./actions/verify.ts')).verify),
  entry(map, async () => (await import('./actions/map.ts')).map),
  entry(batch, async () => (await import('./actions/batch/batch.ts')).batch),
  entry(storeCommands.create, async () => (await import('./actions/store/write.ts')).create),
  entry(storeCommands.setPassword, async () => (await import('./actions/store/write.ts')).setPassword),
  entry(storeCommands.removePassword, async () => (await import('./actions/store/write.ts')).removePassword),
  entry(storeCommands.setUserData, async () => (await import('./actions/store/write.ts')).setUserData),
  entry(storeCommands.setPublicKeys, async () => (await import('./actions/store/write.ts')).setPublicKeys),
  entry(storeCommands.stat, async () => (await import('./actions/store/look.ts')).stat),
  entry(storeCommands.list, async () => (await import('./actions/store/look.ts')).list),
  entry(storeCommands.migrate, async () => (await import('./actions/store/migrate.ts')).migrate),
  entry(storeCommands.remove, async () => (await import('./actions/store/remove.ts')).remove),
  entry(storeCommands.unlock, async () => (await import('./actions/store/unlock.ts')).unlock),
  entry(storeCommands.gc, async () => (await import('./actions/store/remove.ts')).gc),
  entry(serve, async () => (await import('./actions/serve/serve.ts')).serve),
  entry(apiCommands.call, async () => (await import('./actions/api/call.ts')).call),
  entry(schema, async () => (await import('./actions/schema.ts')).schema),
  entry(codes, async () => (await import('./actions/codes.ts')).codes),
  entry(completion, async () => (await import('./actions/completion/completion.ts')).completion),
];

/** Loads the action of a command. */
export function actionOf(command: LeafCommand): Promise<AnyAction> {
  const found = table.find(({ words }) => words === command);
  if (found === undefined) throw internalError(`the table has no action for ${command.name}`);
  return found.load();
}
