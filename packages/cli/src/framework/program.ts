/** The parser and the help that the declarations of the commands make. */
import { styleText } from 'node:util';
import { Argument, Command, Option } from 'commander';
import { version } from '../version.ts';
import type { Outcome } from './action.ts';
import {
  type AnyCommand,
  type CommandGroup,
  type LeafCommand,
  longFlag,
  type OperandDeclaration,
  type OptionDeclaration,
  type Options,
} from './command.ts';
import { DONE, type ExitCode, exitCodeMeanings } from './exit-codes.ts';

export interface Program {
  /** Runs one command line, without the name of the program. */
  run(args: readonly string[]): Promise<ExitCode>;
  /** The declared options of the command that runs. */
  readonly options: Options;
}

/** Makes the program of these commands; `call` runs the one that the command line names. */
export function programOf(commands: readonly AnyCommand[], call: (...called: Parameters<Call>) => Outcome): Program {
  let code: ExitCode = DONE;
  let running: LeafCommand | undefined;
  const program = commanderOf(commands, async (command, operands, options) => {
    running = command;
    code = (await call(command, operands, options)) ?? DONE;
  });
  return {
    run: async (args) => {
      await program.parseAsync(args, { from: 'user' });
      return code;
    },
    get options() {
      return running?.options ?? {};
    },
  };
}

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

/** A mistyped `--password=…` must not reach a log. */
const withoutValues = (text: string): string => text.replace(/('--?[^'=\s]+)=[^']*'/g, "$1=…'");

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
    await call(command, operands, added.opts());
  });
}

function argumentOf(name: string, { about, optional, many, choices }: OperandDeclaration): Argument {
  const text = many ? `${name}...` : name;
  const argument = new Argument(optional ? `[${text}]` : `<${text}>`, about);
  return choices === undefined ? argument : argument.choices(choices);
}

function optionOf(key: string, declaration: OptionDeclaration): Option {
  const { about, short, value, many, choices, required, environment, conflicts } = declaration;
  const flags = [
    short === undefined ? '' : `-${short}, `,
    longFlag(key),
    value === undefined ? '' : ` <${value}${many ? '...' : ''}>`,
  ];
  const option = new Option(flags.join(''), about).makeOptionMandatory(required ?? false);
  if (choices !== undefined) option.choices(choices);
  if (environment !== undefined) option.env(environment);
  return option.conflicts([...(conflicts ?? [])]);
}
