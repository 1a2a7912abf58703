/** What the completions of all shells are made from: the declarations, flattened. */
import {
  type AnyCommand,
  type LeafCommand,
  longFlag,
  type OperandDeclaration,
  type OptionDeclaration,
  type ValueKind,
} from '../../framework/command.ts';

export interface CompletedValue {
  readonly name: string;
  readonly kind: ValueKind;
  readonly choices: readonly string[];
}

export interface CompletedOption {
  readonly long: string;
  readonly short: string | undefined;
  readonly about: string;
  readonly many: boolean;
  /** Undefined: the option is there or not. */
  readonly value: CompletedValue | undefined;
}

export interface CompletedOperand extends CompletedValue {
  readonly optional: boolean;
  readonly many: boolean;
}

export interface CompletedCommand {
  /** `['store', 'create']`; empty for the program itself. */
  readonly path: readonly string[];
  readonly summary: string;
  readonly children: readonly { readonly name: string; readonly summary: string }[];
  readonly options: readonly CompletedOption[];
  readonly operands: readonly CompletedOperand[];
}

const HELP: CompletedOption = { long: '--help', short: '-h', about: 'display help', many: false, value: undefined };
const VERSION: CompletedOption = {
  long: '--version',
  short: '-V',
  about: 'output the version number',
  many: false,
  value: undefined,
};

/** The program itself first, then every command, a family before its members. */
export function completedCommands(commands: readonly AnyCommand[]): readonly CompletedCommand[] {
  const program = { path: [], summary: '', children: commands, options: [HELP, VERSION], operands: [] };
  return [program, ...commands.flatMap((command) => completedFrom(command, []))];
}

function completedFrom(command: AnyCommand, above: readonly string[]): readonly CompletedCommand[] {
  const path = [...above, command.name];
  if (!('commands' in command)) return [completedLeaf(command, path)];
  const { summary, commands } = command;
  const family = { path, summary, children: commands, options: [HELP], operands: [] };
  return [family, ...commands.flatMap((child) => completedFrom(child, path))];
}

function completedLeaf({ summary, operands, options }: LeafCommand, path: readonly string[]): CompletedCommand {
  return {
    path,
    summary,
    children: [],
    options: [...Object.entries(options).map(([key, option]) => completedOption(key, option)), HELP],
    operands: Object.entries(operands).map(([name, operand]) => completedOperand(name, operand)),
  };
}

function completedOption(
  key: string,
  { short, about, many, repeatable, value, kind, choices = [] }: OptionDeclaration,
): CompletedOption {
  return {
    long: longFlag(key),
    short: short === undefined ? undefined : `-${short}`,
    about,
    many: many ?? repeatable ?? false,
    value: value === undefined ? undefined : { name: value, kind: kind ?? kindCalled(value), choices },
  };
}

const kindCalled = (name: string): ValueKind => (name === 'file' || name === 'directory' ? name : 'text');

const completedOperand = (
  name: string,
  { kind = 'file', choices = [], optional, many }: OperandDeclaration,
): CompletedOperand => ({
  name,
  kind,
  choices,
  optional: optional ?? false,
  many: many ?? false,
});

/** Short and long. */
export const flagsOf = ({ long, short }: CompletedOption): readonly string[] =>
  short === undefined ? [long] : [short, long];
