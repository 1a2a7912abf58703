import { command } from '../framework/command.ts';

export const init = command({
  name: 'init',
  summary: 'write an input to start from',
  description:
    'Writes an input to fill in, which build takes as it is: JSON, or YAML with explanations where the name ends in .yaml or .yml. It is private (0600), since passwords go into it.',
  group: 'Make and change',
  operands: { file: { about: 'where to (default: vm.yaml); - for standard output', optional: true } },
  options: {
    force: { short: 'f', about: 'replace an existing file' },
  },
  examples: ['configdrive init', 'configdrive init web-1.json'],
});
