/** Answers and errors as texts in JSON or XML. ApiResponseSerializer and ApiServer.getSerializedApiError of CloudStack. */
import { checkArguments, isObject, kind, object, oneOf, text } from '@configdrive/issues/arguments';
import { ApiError, unknownCommand } from '../errors.ts';
import { type CommandName, commandEntry, isCommandName, type ResponseOf } from '../table/commands.ts';
import type { ResponseEntry } from '../table/types.ts';
import { type RawParameters, rawParameters } from './decode.ts';
import { answerTree, type Tree } from './tree.ts';
import { xmlText } from './xml.ts';

export type Format = 'json' | 'xml';

const format = oneOf(['json', 'xml']);

/** A body over HTTP, with what its headers must say. */
export interface Serialised {
  /** 200, or the number of an error. */
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
}

const contentTypes: Readonly<Record<Format, string>> = {
  json: 'application/json; charset=UTF-8',
  xml: 'text/xml; charset=UTF-8',
};

/** The format that a request asks for: JSON for `response=json` in any case of the value, XML for all else. */
export function formatOf(parameters: RawParameters): Format {
  checkArguments(['parameters', rawParameters, parameters]);
  return parameters.get('response')?.toLowerCase() === 'json' ? 'json' : 'xml';
}

/** The root of errors where there is no command. */
const ERROR_ROOT = 'errorresponse';

/** The name of the root of a command's answers. */
export function rootOf(command: string): string {
  checkArguments(['command', text, command]);
  if (!isCommandName(command)) return ERROR_ROOT;
  return commandEntry(command).root ?? `${command.toLowerCase()}response`;
}

const write = (root: string, tree: Tree, as: Format): string =>
  as === 'json' ? JSON.stringify({ [root]: tree }) : xmlText(root, tree);

const answerKind = (shape: ResponseEntry['shape']) =>
  shape === 'list'
    ? kind(
        '{ count, items }',
        (value) => isObject(value) && typeof value.count === 'number' && Array.isArray(value.items),
      )
    : object('an object of fields');

/** Serialises what a command answers. */
export function serialise<Name extends CommandName>(command: Name, answer: ResponseOf<Name>, as: Format): Serialised {
  checkArguments(['command', text, command], ['as', format, as]);
  if (!isCommandName(command)) throw unknownCommand(command);
  const { response } = commandEntry(command);
  checkArguments(['answer', answerKind(response.shape), answer]);
  return { status: 200, contentType: contentTypes[as], body: write(rootOf(command), answerTree(response, answer), as) };
}

/** Serialises an error. `command` is what the request named, if it named one; the root of every 432 is `errorresponse`. */
export function serialiseError(command: string | undefined, error: ApiError, as: Format): Serialised {
  checkArguments(['command?', text, command], ['error', apiError, error], ['as', format, as]);
  const { errorCode, message } = error;
  const root = errorCode === 432 || command === undefined ? ERROR_ROOT : rootOf(command);
  const tree = { uuidList: [], errorcode: errorCode, errortext: message };
  return { status: errorCode, contentType: contentTypes[as], body: write(root, tree, as) };
}

const apiError = kind('an ApiError', (value) => value instanceof ApiError);
