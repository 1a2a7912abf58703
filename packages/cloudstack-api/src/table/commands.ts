/**
 * The table of commands: the one description of the API that binding, serialising, listApis, the docs and the types of handlers
 * come from. Names, types and limits are CloudStack's; what its sources say of each is in docs/api-commands.md.
 */
import { emptyLists } from './empty-lists.ts';
import { instanceCommands } from './instances.ts';
import { inventoryCommands } from './inventory.ts';
import { networkCommands } from './networks.ts';
import { discoveryCommands, settingCommands, userCommands } from './settings.ts';
import type { AnswerOf, Command, ParameterValues } from './types.ts';
import { keyPairCommands, userDataCommands } from './user-data.ts';

export const commands = {
  ...instanceCommands,
  ...userDataCommands,
  ...keyPairCommands,
  ...networkCommands,
  ...inventoryCommands,
  ...settingCommands,
  ...userCommands,
  ...discoveryCommands,
  ...emptyLists,
};

export type CommandName = keyof typeof commands;

/** What a command takes, once it is bound. */
export type ParametersOf<Name extends CommandName> = ParameterValues<(typeof commands)[Name]['parameters']>;

/** What a command answers, before it is serialised. */
export type ResponseOf<Name extends CommandName> = AnswerOf<(typeof commands)[Name]['response']>;

/** A function for each command: what a server is made of. `Context` is who asks, and whatever else the server passes on. */
export type Handlers<Context> = {
  readonly [Name in CommandName]: (parameters: ParametersOf<Name>, context: Context) => Promise<ResponseOf<Name>>;
};

export const commandNames = Object.keys(commands) as readonly CommandName[];

/** Tells whether a text is the name of a command, in exactly this case. */
export const isCommandName = (name: string): name is CommandName => Object.hasOwn(commands, name);

/** The entry of a command, as any command has it. */
export const commandEntry = (name: CommandName): Command => commands[name];
