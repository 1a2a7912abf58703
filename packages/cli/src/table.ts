/** Joins the words of each command with its action, which is loaded when the command is called. */
import { internalError } from '@configdrive/issues';
import { attachment } from './commands/attachment.ts';
import { batch } from './commands/batch.ts';
import { build } from './commands/build.ts';
import { cat } from './commands/cat.ts';
import { completion } from './commands/completion.ts';
import { diff } from './commands/diff.ts';
import { explain } from './commands/explain.ts';
import { extract } from './commands/extract.ts';
import { init } from './commands/init.ts';
import { inspect } from './commands/inspect.ts';
import { map } from './commands/map.ts';
import { schema } from './commands/schema.ts';
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
  entry(inspect, async () => (await import('./actions/inspect/inspect.ts')).inspect),
  entry(explain, async () => (await import('./actions/explain/explain.ts')).explain),
  entry(diff, async () => (await import('./actions/diff.ts')).diff),
  entry(cat, async () => (await import('./actions/cat.ts')).cat),
  entry(extract, async () => (await import('./actions/extract.ts')).extract),
  entry(verify, async () => (await import('./actions/verify.ts')).verify),
  entry(map, async () => (await import('./actions/map.ts')).map),
  entry(batch, async () => (await import('./actions/batch/batch.ts')).batch),
  entry(storeCommands.create, async () => (await import('./actions/store/write.ts')).create),
  entry(storeCommands.resetPassword, async () => (await import('./actions/store/write.ts')).resetPassword),
  entry(storeCommands.withoutPassword, async () => (await import('./actions/store/write.ts')).withoutPassword),
  entry(storeCommands.updateUserData, async () => (await import('./actions/store/write.ts')).updateUserData),
  entry(storeCommands.resetPublicKeys, async () => (await import('./actions/store/write.ts')).resetPublicKeys),
  entry(storeCommands.stat, async () => (await import('./actions/store/look.ts')).stat),
  entry(storeCommands.list, async () => (await import('./actions/store/look.ts')).list),
  entry(storeCommands.migrate, async () => (await import('./actions/store/write.ts')).migrate),
  entry(storeCommands.remove, async () => (await import('./actions/store/remove.ts')).remove),
  entry(storeCommands.gc, async () => (await import('./actions/store/remove.ts')).gc),
  entry(schema, async () => (await import('./actions/schema.ts')).schema),
  entry(completion, async () => (await import('./actions/completion/completion.ts')).completion),
];

/** Loads the action of a command. */
export function actionOf(command: LeafCommand): Promise<AnyAction> {
  const found = table.find(({ words }) => words === command);
  if (found === undefined) throw internalError(`the table has no action for ${command.name}`);
  return found.load();
}
