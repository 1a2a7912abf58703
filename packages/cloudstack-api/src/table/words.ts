/** The words that the command table is written in. */
import { MAX_USER_DATA_LENGTH } from '../limits.ts';
import type {
  Command,
  Entity,
  Field,
  Fields,
  FieldType,
  Parameter,
  Parameters,
  ParameterType,
  ResponseEntry,
  Role,
} from './types.ts';

/** What a parameter may say beside its type and description. */
type Detail = Pick<Parameter, 'maxLength' | 'isContent' | 'since'>;

const parameter =
  <Type extends ParameterType>(type: Type) =>
  (description: string, detail: Detail = {}): Parameter<Type, false> => ({
    type,
    isRequired: false,
    description,
    ...detail,
  });

export const string = parameter('string');
export const integer = parameter('integer');
export const boolean = parameter('boolean');
export const date = parameter('date');
export const list = parameter('list');
export const map = parameter('map');
export const records = parameter('records');

export const uuid = (entity: Entity, description: string, detail: Detail = {}): Parameter<'uuid', false> => ({
  ...parameter('uuid')(description, detail),
  entity,
});

export const uuids = (entity: Entity, description: string, detail: Detail = {}): Parameter<'uuids', false> => ({
  ...parameter('uuids')(description, detail),
  entity,
});

/** User data as the API takes them, which is in base64. */
export const userData = (description: string): Parameter<'string', false> =>
  string(description, { maxLength: MAX_USER_DATA_LENGTH, isContent: true });

/** The same parameter, without which the command is refused. */
export const required = <Type extends ParameterType>(of: Parameter<Type>): Parameter<Type, true> => ({
  ...of,
  isRequired: true,
});

const field =
  <Type extends FieldType>(type: Type) =>
  (description: string): Field<Type, undefined> => ({ type, description, fields: undefined });

/** Fields of responses. */
export const is = {
  uuid: field('uuid'),
  string: field('string'),
  integer: field('integer'),
  long: field('long'),
  float: field('float'),
  boolean: field('boolean'),
  date: field('date'),
  strings: field('strings'),
  map: field('map'),
  object: <Within extends Fields>(description: string, fields: Within): Field<'object', Within> => ({
    type: 'object',
    description,
    fields,
  }),
  objects: <Within extends Fields>(description: string, fields: Within): Field<'objects', Within> => ({
    type: 'objects',
    description,
    fields,
  }),
};

export const listOf = <Within extends Fields>(member: string, fields: Within): ResponseEntry<'list', Within> => ({
  shape: 'list',
  member,
  fields,
});

export const objectIn = <Within extends Fields>(member: string, fields: Within): ResponseEntry<'object', Within> => ({
  shape: 'object',
  member,
  fields,
});

const successFields = {
  success: is.boolean('true if the operation is executed successfully'),
  displaytext: is.string('any text associated with the success or failure'),
};

export const success: ResponseEntry<'success', typeof successFields> = {
  shape: 'success',
  member: '',
  fields: successFields,
};

export const EVERYBODY: readonly Role[] = ['Admin', 'ResourceAdmin', 'DomainAdmin', 'User'];
export const ADMINISTRATORS: readonly Role[] = ['Admin', 'ResourceAdmin', 'DomainAdmin'];
export const ROOT_ADMINISTRATORS: readonly Role[] = ['Admin'];

/** A command that answers at once. */
export const synchronous = <Takes extends Parameters, Answers extends ResponseEntry>(
  description: string,
  roles: readonly Role[],
  parameters: Takes,
  response: Answers,
): Command<Takes, Answers> => ({ description, isAsync: false, roles, parameters, response });
