/** `configdrive completion`: the script of a shell, made from the declarations of the commands. */
import type { completion as words } from '../../commands/completion.ts';
import { commands } from '../../commands/index.ts';
import type { ActionOf } from '../../framework/action.ts';
import { printFacts } from '../../framework/output.ts';
import { bashScript } from './bash.ts';
import { fishScript } from './fish.ts';
import { type CompletedCommand, completedCommands } from './model.ts';
import { zshScript } from './zsh.ts';

type Shell = 'bash' | 'zsh' | 'fish';

const scripts: Readonly<Record<Shell, (commands: readonly CompletedCommand[]) => string>> = {
  bash: bashScript,
  zsh: zshScript,
  fish: fishScript,
};

export const completion: ActionOf<typeof words> = ({ shell }) =>
  printFacts(scripts[shell](completedCommands(commands)));
