/** `configdrive completion`: the script of a shell, made from the declarations of the commands. */
import { printFacts } from '../../frame/output.ts';
import { commands } from '../index.ts';
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

export const completion = (shell: Shell): Promise<void> => printFacts(scripts[shell](completedCommands(commands)));
