/** The command reference as Markdown: what `--help` says of every command, and what its exit code 1 means. */
import type { Command } from 'commander';
import { type AnyCommand, type LeafCommand, leavesOf } from './command.ts';
import { commanderOf } from './program.ts';

const COLUMNS = 80;

export function commandReference(commands: readonly AnyCommand[]): string {
  const program = commanderOf(commands, async () => {});
  const leaves = commands.flatMap((command) =>
    leavesOf(command).map((leaf) => ({ leaf, family: familyName(command, leaf) })),
  );
  const sections = leaves.map(({ leaf, family }) => sectionOf(leaf, family, program));
  return [introduction(program), ...sections].join('\n');
}

const familyName = (command: AnyCommand, leaf: LeafCommand): string => (command === leaf ? '' : `${command.name} `);

const introduction = (program: Command): string => `# Commands

Made from the declarations of the commands by \`npm run generate -- commands --accept\`; it says what \`--help\` says.

What a command prints with \`--json\` is described by a JSON Schema: \`configdrive schema <command>\`, or
[packages/cli/schema](../packages/cli/schema). A field may be added to it at any time; a change that breaks readers counts up
the number in \`schema\`, as in \`configdrive.inspect/1\`. No content is ever in it.

${fenced(helpOf(program))}`;

function sectionOf(leaf: LeafCommand, family: string, program: Command): string {
  const name = `${family}${leaf.name}`;
  const found = name.split(' ').reduce<Command | undefined>((at, word) => childOf(at, word), program);
  const fault = leaf.exitsOneWhen === undefined ? '' : `\nExit code 1: ${leaf.exitsOneWhen}.\n`;
  return `## ${name}\n\n${fenced(found === undefined ? '' : helpOf(found))}${fault}`;
}

const childOf = (parent: Command | undefined, name: string): Command | undefined =>
  parent?.commands.find((child) => child.name() === name);

const fenced = (text: string): string => `\`\`\`text\n${text.trimEnd()}\n\`\`\`\n`;

/** As `--help` prints it where there is no terminal. */
function helpOf(command: Command): string {
  let text = '';
  command.configureOutput({
    getOutHelpWidth: () => COLUMNS,
    getOutHasColors: () => false,
    writeOut: (piece) => {
      text += piece;
    },
  });
  command.outputHelp();
  return text;
}
