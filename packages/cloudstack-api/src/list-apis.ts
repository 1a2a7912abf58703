/** The answer of listApis, which is the table itself: code generators and two clients are driven by it. */
import { callback, checkArguments, text } from '@configdrive/issues/arguments';
import { echoed, invalid, parameterError } from './errors.ts';
import { DEFAULT_STRING_LENGTH } from './limits.ts';
import { type CommandName, commandEntry, commandNames, type ResponseOf } from './table/commands.ts';
import type { Entity, Field, Fields, FieldType, Parameter, ParameterType } from './table/types.ts';

type Answer = ResponseOf<'listApis'>;
type Api = Answer['items'][number];

/** CloudStack's names of types, where ours tell more. */
const parameterTypes: Readonly<Partial<Record<ParameterType, string>>> = { uuids: 'list', records: 'map' };
const fieldTypes: Readonly<Partial<Record<FieldType, string>>> = {
  uuid: 'string',
  strings: 'list',
  object: 'map',
  objects: 'list',
};

/**
 * Lists the commands that a caller may run, or the one of that name.
 *
 * @throws ApiError 431 where there is no such command, or not for this caller
 */
export function listApis(mayRun: (command: CommandName) => boolean, name?: string): Answer {
  checkArguments(['mayRun', callback, mayRun], ['name?', text, name]);
  const allowed = commandNames.filter(mayRun);
  const wanted =
    name === undefined ? allowed : allowed.filter((command) => command.toLowerCase() === name.toLowerCase());
  if (name !== undefined && wanted.length === 0) {
    throw parameterError('listApis', [
      invalid('name', `The command ${echoed(name)} does not exist or is not available`),
    ]);
  }
  return { count: wanted.length, items: wanted.map((command) => apiOf(command, allowed)) };
}

function apiOf(command: CommandName, allowed: readonly CommandName[]): Api {
  const { description, isAsync, parameters, response } = commandEntry(command);
  return {
    name: command,
    description,
    isasync: isAsync,
    related: relatedTo(command, allowed).join(','),
    params: Object.entries(parameters).map(([parameter, of]) => parameterOf(parameter, of, allowed)),
    response: fieldsOf(response.fields),
  };
}

/** Commands that answer with objects of the same fields. */
const relatedTo = (command: CommandName, allowed: readonly CommandName[]): readonly CommandName[] => {
  const { fields, member } = commandEntry(command).response;
  return allowed.filter(
    (other) => other !== command && member !== '' && commandEntry(other).response.fields === fields,
  );
};

function parameterOf(name: string, of: Parameter, allowed: readonly CommandName[]): NonNullable<Api['params']>[number] {
  const { type, description, isRequired, maxLength, since, entity } = of;
  return {
    name,
    description,
    type: parameterTypes[type] ?? type,
    length: maxLength ?? DEFAULT_STRING_LENGTH,
    required: isRequired,
    since,
    related: entity === undefined ? undefined : listing(entity, allowed).join(','),
  };
}

const listing = (entity: Entity, allowed: readonly CommandName[]): readonly CommandName[] =>
  allowed.filter((command) => {
    const { shape, member } = commandEntry(command).response;
    return shape === 'list' && member === entity;
  });

const fieldOf = (name: string, { type, description }: Field) => ({ name, type: fieldTypes[type] ?? type, description });

const fieldsOf = (fields: Fields): NonNullable<Api['response']> =>
  Object.entries(fields).map(([name, field]) => ({
    ...fieldOf(name, field),
    response:
      field.fields === undefined ? undefined : Object.entries(field.fields).map(([inner, of]) => fieldOf(inner, of)),
  }));
