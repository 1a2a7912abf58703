import { command } from '../framework/command.ts';

export const completion = command({
  name: 'completion',
  summary: 'write what a shell completes the command by',
  description:
    'Writes a completion script for a shell. The script knows every command, option and choice by itself; completing starts no process.',
  group: 'Help yourself',
  onlyLooks: true,
  operands: { shell: { about: 'bash, zsh or fish', choices: ['bash', 'zsh', 'fish'] } },
  options: {},
  examples: [
    'source <(configdrive completion bash)',
    'configdrive completion zsh > ~/.zfunc/_configdrive',
    'configdrive completion fish > ~/.config/fish/completions/configdrive.fish',
  ],
});
