/** What a command does: the types of its action follow from its words. */
import type { LeafCommand, Options } from './command.ts';
import type { ExitCode } from './exit-codes.ts';

type Word<D> = D extends { choices: readonly (infer Choice extends string)[] }
  ? D extends { versioned: true }
    ? Choice | `${Choice}@${string}`
    : Choice
  : string;
type OperandValue<D> = D extends { many: true }
  ? readonly Word<D>[]
  : D extends { optional: true }
    ? Word<D> | undefined
    : Word<D>;

/** What an action gets for its operands. */
export type OperandsOf<Declared extends LeafCommand> = {
  readonly [Key in keyof Declared['operands']]: OperandValue<Declared['operands'][Key]>;
};

type SingleValue<D> = D extends { value: string } ? Word<D> : boolean;
type OptionValue<D> = D extends { many: true } | { repeatable: true } ? readonly SingleValue<D>[] : SingleValue<D>;

type RequiredKey<Declared extends Options> = {
  [Key in keyof Declared]: Declared[Key] extends { required: true } ? Key : never;
}[keyof Declared];

/** What an action gets for its options. */
export type OptionsOf<Declared extends LeafCommand> = GivenOptions<Declared['options']>;

type GivenOptions<Declared extends Options> = {
  readonly [Key in RequiredKey<Declared>]: OptionValue<Declared[Key]>;
} & { readonly [Key in Exclude<keyof Declared, RequiredKey<Declared>>]?: OptionValue<Declared[Key]> };

/** What an action gets beside its words. */
export interface Context {
  /** Aborts at the first Ctrl-C: clean up, then throw. Never for a command that only looks. */
  readonly signal: AbortSignal;
}

/** What an action promises: an exit code, or nothing for 0. What went wrong is thrown; see exit-codes.ts. */
export type Outcome = Promise<ExitCode> | Promise<void>;

/** What is done when a command is called. */
export type ActionOf<Declared extends LeafCommand> = (
  operands: OperandsOf<Declared>,
  options: OptionsOf<Declared>,
  context: Context,
) => Outcome;

type Values = Readonly<Record<string, unknown>>;

interface Acting {
  act(operands: Values, options: Values, context: Context): Outcome;
}

/** An action of whatever command; the parser has seen to it that it gets what its words declare. */
export type AnyAction = Acting['act'];

/** Joins the words of a command with the action that is loaded when it is called. */
export interface CommandEntry {
  readonly words: LeafCommand;
  load(): Promise<AnyAction>;
}

/** Joins words and action; does not compile where the action takes what the words do not declare. */
export const entry = <Declared extends LeafCommand>(
  words: Declared,
  load: () => Promise<ActionOf<Declared>>,
): CommandEntry => ({ words, load });
