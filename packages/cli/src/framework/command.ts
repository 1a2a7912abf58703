/**
 * How a command is declared: its words are data, from which the parser, `--help`, the reference and the completion are made.
 * The type of its action follows from the words; `action.ts` has it.
 */

/** Headings under which `configdrive --help` lists the commands. */
export type CommandGroup = 'Make and change' | 'Look' | 'Keep many' | 'Help yourself';

/** What a value is, for the shells that complete it. */
export type ValueKind = 'file' | 'directory' | 'text';

/** Declares a word that is not an option. Its key is its name in the help and in what the action gets. */
export interface OperandDeclaration {
  readonly about: string;
  /** Default `file`. */
  readonly kind?: ValueKind;
  readonly choices?: readonly string[];
  readonly optional?: true;
  /** The last one may stand for many. */
  readonly many?: true;
}

/**
 * Declares an option. Its key in camel case is the flag in kebab case: `dryRun` is `--dry-run`, and `noGuestCheck`, true where it
 * is given, `--no-guest-check`.
 */
export interface OptionDeclaration {
  readonly about: string;
  /** `f` for `-f`. */
  readonly short?: string;
  /** What its value is called in the help; an option without one is there or not. */
  readonly value?: string;
  /** What its value is; default `file` where it is called `file`, `directory` where it is called that, else `text`. */
  readonly kind?: ValueKind;
  /** The only values it may have. */
  readonly choices?: readonly string[];
  /** What may follow a choice, behind an `@`; whether it is one is for the library to say. */
  readonly versioned?: true;
  /** Its flag is followed by any number of values. */
  readonly many?: true;
  /** It may be given again and again, with one value each time; further values behind it that are choices count, too. */
  readonly repeatable?: true;
  readonly required?: true;
  /** The environment variable that stands in for it. Never for a secret. */
  readonly environment?: string;
  /** Keys of options that it cannot go with. */
  readonly conflicts?: readonly string[];
}

export type Operands = Readonly<Record<string, OperandDeclaration>>;
export type Options = Readonly<Record<string, OptionDeclaration>>;

interface Words {
  readonly name: string;
  /** One line for the list of commands, in lower case and without a full stop. */
  readonly summary: string;
  readonly description: string;
  readonly group: CommandGroup;
  /** At least two, as they would be typed. */
  readonly examples: readonly [string, string, ...string[]];
}

/** The words of one command. */
export interface LeafCommand<OperandSet extends Operands = Operands, OptionSet extends Options = Options>
  extends Words {
  readonly operands: OperandSet;
  readonly options: OptionSet;
  /** It leaves nothing behind that would have to be cleaned up, so that a signal ends it at once. */
  readonly onlyLooks?: true;
  /** It runs until it is told to end, which is no failure; SIGHUP is its own. */
  readonly stays?: true;
  /** What exit code 1 says of the image, where the command can find fault with one. */
  readonly exitsOneWhen?: string;
}

/** The words of a command that has commands of its own, such as `configdrive store …`. */
export interface CommandFamily extends Words {
  readonly commands: readonly LeafCommand[];
}

export type AnyCommand = LeafCommand | CommandFamily;

/** Lists the members of a family; a command that is none stands for itself. */
export const leavesOf = (command: AnyCommand): readonly LeafCommand[] =>
  'commands' in command ? command.commands : [command];

/** Declares the words of a command, and keeps their types for its action. */
export const command = <const OperandSet extends Operands, const OptionSet extends Options>(
  words: LeafCommand<OperandSet, OptionSet>,
): LeafCommand<OperandSet, OptionSet> => words;

/** Turns the key of an option into its flag: `dryRun` is `--dry-run`. */
export const longFlag = (key: string): string => `--${key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
