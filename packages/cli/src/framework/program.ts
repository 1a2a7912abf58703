/** The parser and the help that the declarations of the commands make. */
import { styleText } from 'node:util';
import { printable } from '@configdrive/issues';
import { Argument, Command, Option } from 'commander';
import { version } from '../version.ts';
import type { Outcome } from './action.ts';
import {
  type AnyCommand,
  type CommandGroup,
  type LeafCommand,
  leavesOf,
  longFlag,
  type OperandDeclaration,
  type OptionDeclaration,
  type Options,
} from './command.ts';
import { DONE, type ExitCode, exitCodeMeanings } from './exit-codes.ts';
import { withoutValues } from './failure.ts';

export interface Program {
  /** Runs one command line, without the name of the program. */
  run(args: readonly string[]): Promise<ExitCode>;
  /** The declared options of the command that runs. */
  readonly options: Options;
  /** What the command line gives for them. */
  readonly given: Values;
}

/** Makes the program of these commands; `call` runs the one that the command line names. */
export function programOf(commands: readonly AnyCommand[], call: (...called: Parameters<Call>) => Outcome): Program {
  let code: ExitCode = DONE;
  let running: LeafCommand | undefined;
  let given: Values = {};
  const program = commanderOf(commands, async (command, operands, options) => {
    running = command;
    given = options;
    code = (await call(command, operands, options)) ?? DONE;
  });
  return {
    run: async (args) => {
      await program.parseAsync(withRepeatedFlags(commands, asked(commands, args)), { from: 'user' });
      return code;
    },
    get options() {
      return running?.options ?? {};
    },
    get given() {
      return given;
    },
  };
}

/** The words of a command line; of help that is asked for a command that there is not only the command is left. */
function asked(commands: readonly AnyCommand[], args: readonly string[]): readonly string[] {
  const words = args[0] === 'help' ? args.slice(1) : args;
  return isMistyped(commands, words) ? words.filter(isNoHelp) : args;
}

/** Whether the command line names a command that there is not: its help would be that of all others. */
function isMistyped(commands: readonly AnyCommand[], [first = '', second = '']: readonly string[]): boolean {
  if (first === '' || first === 'help' || first.startsWith('-')) return false;
  const command = commands.find(({ name }) => name === first);
  if (command === undefined) return true;
  const isGroup = 'commands' in command && second !== '' && !second.startsWith('-');
  return isGroup && !command.commands.some(({ name }) => name === second);
}

const isNoHelp = (word: string): boolean => word !== '--help' && word !== '-h';

/** `--guest a b` as `--guest a --guest b`, as far as the words behind are choices: an operand may follow such a flag. */
function withRepeatedFlags(commands: readonly AnyCommand[], args: readonly string[]): readonly string[] {
  const choicesOf = new Map(commands.flatMap(leavesOf).flatMap(({ options }) => repeatableFlags(options)));
  const words: string[] = [];
  let flag: string | undefined;
  for (const [index, word] of args.entries()) {
    const isValue = choicesOf.has(args[index - 1] ?? '');
    if (flag !== undefined && !isValue && choicesOf.get(flag)?.includes(choiceOf(word))) words.push(flag);
    else if (!isValue) flag = choicesOf.has(word) ? word : undefined;
    words.push(word);
  }
  return words;
}

/** `cloud-init` of `cloud-init@24.4`. */
const choiceOf = (word: string): string => word.split('@', 1)[0] ?? word;

const repeatableFlags = (options: Options): readonly (readonly [flag: string, choices: readonly string[]])[] =>
  Object.entries(options).flatMap(([key, { repeatable, choices = [], short }]) => {
    const flags = [longFlag(key), ...(short === undefined ? [] : [`-${short}`])];
    return repeatable ? flags.map((flag) => [flag, choices] as const) : [];
  });

type Values = Readonly<Record<string, unknown>>;
type Call = (command: LeafCommand, operands: Values, options: Values) => Promise<void>;

/** Makes commander's tree of all commands; `call` is told which one the command line names. */
export function commanderOf(commands: readonly AnyCommand[], call: Call): Command {
  const program = new Command('configdrive')
    .description("Turns a virtual machine's data into the config drive its guest boots from, and shows what is on one.")
    .version(version(), '-V, --version')
    .showHelpAfterError('(--help tells more)')
    .configureHelp({
      subcommandTerm: (command) => command.name(),
      styleTitle: (title) => styleText('bold', title, { validateStream: false }),
    })
    .configureOutput({ outputError: (text, write) => write(withoutValues(text)) })
    .addHelpText('after', exitCodeText())
    .commandsGroup(headingOf('Help yourself'))
    .helpCommand('help [command]', 'show the help of a command')
    .exitOverride();
  for (const command of commands) addAny(program, command, call);
  return program;
}

const headingOf = (group: CommandGroup): string => `${group}:`;

function exitCodeText(): string {
  const lines = exitCodeMeanings.map(([codes, meaning]) => `  ${codes.padEnd(8)} ${meaning}`);
  return `\nExit codes:\n${lines.join('\n')}`;
}

function addAny(program: Command, command: AnyCommand, call: Call): void {
  const added = addWords(program, command).helpGroup(headingOf(command.group));
  if (!('commands' in command)) fillIn(added, command, call);
  else for (const child of command.commands) fillIn(addWords(added.helpCommand(false), child), child, call);
}

const addWords = (parent: Command, command: AnyCommand): Command =>
  parent
    .command(command.name)
    .summary(command.summary)
    .description(command.description)
    .addHelpText('after', examplesText(command));

const examplesText = ({ examples }: AnyCommand): string =>
  `\nExamples:\n${examples.map((line) => `  ${line}`).join('\n')}`;

function fillIn(added: Command, command: LeafCommand, call: Call): void {
  const names = Object.keys(command.operands);
  for (const [name, operand] of Object.entries(command.operands)) added.addArgument(argumentOf(name, operand));
  for (const [key, option] of Object.entries(command.options)) added.addOption(optionOf(key, option));
  added.action(async (...received: unknown[]) => {
    const operands = Object.fromEntries(names.map((name, index) => [name, received[index]]));
    const options = valuesOf(command.options, added.opts());
    await refuseUnknownWords(added, command.options, options);
    await call(command, operands, options);
  });
}

const isNegation = (key: string): boolean => /^no[A-Z]/.test(key);

/** The parser takes `--no-guest-check` for the opposite of an option `guestCheck`; here it is one of its own. */
function valuesOf(options: Options, parsed: Values): Values {
  const negated = Object.keys(options).filter(isNegation);
  const positive = (key: string): string => key.charAt(2).toLowerCase() + key.slice(3);
  const others = Object.entries(parsed).filter(([key]) => !negated.some((each) => positive(each) === key));
  const given = negated.filter((key) => parsed[positive(key)] === false).map((key) => [key, true] as const);
  return Object.fromEntries([...others, ...given]);
}

/** Of a repeatable option each value must be one of its choices; the nearest one is suggested. */
async function refuseUnknownWords(added: Command, options: Options, values: Values): Promise<void> {
  for (const [key, { repeatable, value, choices, versioned }] of Object.entries(options)) {
    const given = values[key];
    if (!repeatable || choices === undefined || !Array.isArray(given)) continue;
    const unknown = given.map(String).find((word) => !choices.includes(versioned ? choiceOf(word) : word));
    if (unknown !== undefined) added.error(await unknownWordText(key, value, unknown, choices));
  }
}

async function unknownWordText(
  key: string,
  value: string | undefined,
  word: string,
  choices: readonly string[],
): Promise<string> {
  const { nearestWord } = await import('@configdrive/issues/arguments');
  const nearest = nearestWord(word, choices);
  const hint = nearest === undefined ? `Allowed choices are ${choices.join(', ')}.` : `Did you mean ${nearest}?`;
  return `error: option '${longFlag(key)} <${value}>' argument '${printable(word.slice(0, LONGEST_WORD))}' is invalid. ${hint}`;
}

const LONGEST_WORD = 64;

function argumentOf(name: string, { about, optional, many, choices }: OperandDeclaration): Argument {
  const text = many ? `${name}...` : name;
  const argument = new Argument(optional ? `[${text}]` : `<${text}>`, about);
  return choices === undefined ? argument : argument.choices(choices);
}

function optionOf(key: string, declaration: OptionDeclaration): Option {
  const { about, short, value, many, repeatable, choices, required, environment, conflicts } = declaration;
  const flags = [
    short === undefined ? '' : `-${short}, `,
    longFlag(key),
    value === undefined ? '' : ` <${value}${many ? '...' : ''}>`,
  ];
  const option = new Option(flags.join(''), about).makeOptionMandatory(required ?? false);
  if (choices !== undefined) option.choices(choices);
  if (repeatable) option.argParser((word: string, before: readonly string[] | undefined) => [...(before ?? []), word]);
  if (environment !== undefined) option.env(environment);
  return option.conflicts([...(conflicts ?? [])]);
}
