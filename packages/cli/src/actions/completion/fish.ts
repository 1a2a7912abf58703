/** Completion for fish. */
import type { CompletedCommand, CompletedOption, CompletedValue } from './model.ts';

export const fishScript = (commands: readonly CompletedCommand[]): string =>
  ['# fish completion for configdrive', 'complete -c configdrive -f', ...commands.flatMap(linesOf), ''].join('\n');

function linesOf(command: CompletedCommand): readonly string[] {
  const when = conditionOf(command);
  const takesFiles = command.operands.some(({ kind, choices }) => kind !== 'text' && choices.length === 0);
  const choices = command.operands.flatMap((operand) => operand.choices);
  return [
    ...command.children.map(({ name, summary }) => lineOf(when, `-a ${name}`, summary)),
    ...(takesFiles ? [lineOf(when, '-F')] : []),
    ...(choices.length === 0 ? [] : [lineOf(when, `-a ${quoted(choices.join(' '))}`)]),
    ...command.options.map((option) => optionLine(when, option)),
  ];
}

/** That this command is the one that the line names so far. */
function conditionOf({ path, children }: CompletedCommand): string {
  const seen = path.map((step) => `__fish_seen_subcommand_from ${step}`);
  const names = children.map(({ name }) => name).join(' ');
  const open = names === '' ? [] : [`not __fish_seen_subcommand_from ${names}`];
  return [...seen, ...open].join('; and ');
}

function optionLine(when: string, { long, short, about, value }: CompletedOption): string {
  const shortFlag = short === undefined ? '' : ` -s ${short.slice(1)}`;
  return lineOf(when, `-l ${long.slice(2)}${shortFlag}${valueText(value)}`, about);
}

function valueText(value: CompletedValue | undefined): string {
  if (value === undefined) return '';
  if (value.choices.length > 0) return ` -x -a ${quoted(value.choices.join(' '))}`;
  if (value.kind === 'directory') return " -x -a '(__fish_complete_directories)'";
  return value.kind === 'file' ? ' -r -F' : ' -x';
}

function lineOf(when: string, what: string, about = ''): string {
  const description = about === '' ? '' : ` -d ${quoted(about)}`;
  return `complete -c configdrive -n ${quoted(when)} ${what}${description}`;
}

const quoted = (text: string): string => `'${text.replace(/[\\']/g, '\\$&')}'`;
