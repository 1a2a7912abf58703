/**
 * How a command is declared: its words are data, from which the parser, `--help`, the reference and the completion are made;
 * what it does is loaded when it is called.
 */
import type { ExitCode } from './exit-codes.ts';

/** Headings under which `configdrive --help` lists the commands. */
export type CommandGroup = 'Make and change' | 'Look' | 'Keep many' | 'Help yourself';

/** What a value is, for those who complete it. */
export type ValueKind = 'file' | 'directory' | 'text';

/** A word that is not an option. Its key is its name in the help and in what the action gets. */
export interface OperandDeclaration {
  readonly about: string;
  /** Default `file`. */
  readonly kind?: ValueKind;
  readonly choices?: readonly string[];
  readonly optional?: true;
  /** The last one may stand for many. */
  readonly many?: true;
}

/** Its key in camel case is the option in kebab case: `dryRun` is `--dry-run`. */
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
  readonly many?: true;
  readonly required?: true;
  /** The environment variable that stands in for it. Never for a secret. */
  readonly environment?: string;
  /** Keys of options that it cannot go with. */
  readonly conflicts?: readonly string[];
}

export type Operands = Readonly<Record<string, OperandDeclaration>>;
export type Options = Readonly<Record<string, OptionDeclaration>>;

type Word<D> = D extends { choices: readonly (infer Choice)[] } ? Choice : string;
type OperandValue<D> = D extends { many: true }
  ? readonly Word<D>[]
  : D extends { optional: true }
    ? Word<D> | undefined
    : Word<D>;

/** What an action gets for its operands. */
export type OperandsOf<Declared extends Operands> = { readonly [Key in keyof Declared]: OperandValue<Declared[Key]> };

type SingleValue<D> = D extends { value: string } ? Word<D> : boolean;
type OptionValue<D> = D extends { many: true } ? readonly SingleValue<D>[] : SingleValue<D>;

type RequiredKey<Declared extends Options> = {
  [Key in keyof Declared]: Declared[Key] extends { required: true } ? Key : never;
}[keyof Declared];

/** What an action gets for its options. */
export type OptionsOf<Declared extends Options> = {
  readonly [Key in RequiredKey<Declared>]: OptionValue<Declared[Key]>;
} & { readonly [Key in Exclude<keyof Declared, RequiredKey<Declared>>]?: OptionValue<Declared[Key]> };

/** What an action gets beside its words. */
export interface Context {
  /** Aborts at the first Ctrl-C: clean up, then throw. Never for a command that only looks. */
  readonly signal: AbortSignal;
}

/** Nothing is the exit code 0. What went wrong is thrown; see exit-codes.ts. */
export type Outcome = Promise<ExitCode> | Promise<void>;

interface Words {
  readonly name: string;
  /** One line for the list of commands, in lower case and without a full stop. */
  readonly summary: string;
  readonly description: string;
  readonly group: CommandGroup;
  /** At least two, as they would be typed. */
  readonly examples: readonly [string, string, ...string[]];
}

export interface LeafCommand extends Words {
  readonly operands: Operands;
  readonly options: Options;
  /** It leaves nothing behind that would have to be cleaned up, so that a signal ends it at once. */
  readonly onlyLooks?: true;
  /** What exit code 1 says of the image, where the command can find fault with one. */
  readonly exitsOneWhen?: string;
  action(
    operands: Readonly<Record<string, unknown>>,
    options: Readonly<Record<string, unknown>>,
    context: Context,
  ): Outcome;
}

/** `configdrive store …`: commands of a command. */
export interface CommandFamily extends Words {
  readonly commands: readonly LeafCommand[];
}

export type AnyCommand = LeafCommand | CommandFamily;

/** The command itself, or the members of a family. */
export const leavesOf = (command: AnyCommand): readonly LeafCommand[] =>
  'commands' in command ? command.commands : [command];

/** Declares a command whose action gets its operands and options typed as they are declared. */
export const command = <const OperandSet extends Operands, const OptionSet extends Options>(
  declaration: Omit<LeafCommand, 'operands' | 'options' | 'action'> & {
    readonly operands: OperandSet;
    readonly options: OptionSet;
    readonly action: (operands: OperandsOf<OperandSet>, options: OptionsOf<OptionSet>, context: Context) => Outcome;
  },
): LeafCommand => declaration;

/** `dryRun` → `--dry-run`. */
export const longFlag = (key: string): string => `--${key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
