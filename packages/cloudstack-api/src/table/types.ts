/**
 * What an entry of the command table is made of, and the TypeScript types that follow from an entry: what a handler gets, and
 * what it answers.
 */

/** How many values a parameter has, and of what kind: `records` are objects by index, a `map` is pairs whose index says nothing. */
export type ParameterType =
  | 'uuid'
  | 'string'
  | 'integer'
  | 'long'
  | 'float'
  | 'boolean'
  | 'date'
  | 'list'
  | 'uuids'
  | 'map'
  | 'records';

/** What a UUID names. */
export type Entity =
  | 'account'
  | 'domain'
  | 'host'
  | 'network'
  | 'networkoffering'
  | 'nic'
  | 'physicalnetwork'
  | 'serviceoffering'
  | 'template'
  | 'user'
  | 'userdata'
  | 'virtualmachine'
  | 'zone';

/** A parameter of a command. */
export interface Parameter<Type extends ParameterType = ParameterType, Required extends boolean = boolean> {
  readonly type: Type;
  readonly isRequired: Required;
  readonly description: string;
  /** Of a string: UTF-16 units, at most. */
  readonly maxLength?: number;
  /** True: its value is a secret, and stands in no message, log or error. */
  readonly isContent?: boolean;
  /** The version of CloudStack that brought it, where that is known. */
  readonly since?: string;
  /** What its UUIDs name. */
  readonly entity?: Entity;
}

export type Parameters = Readonly<Record<string, Parameter>>;

export type FieldType =
  | 'uuid'
  | 'string'
  | 'integer'
  | 'long'
  | 'float'
  | 'boolean'
  | 'date'
  | 'strings'
  | 'map'
  | 'object'
  | 'objects';

/** A field of a response. What CloudStack declares as a string, such as the number of a device, has the type string and is written in quotes. */
export interface Field<Type extends FieldType = FieldType, Within extends Fields | undefined = Fields | undefined> {
  readonly type: Type;
  readonly description: string;
  /** Of an object, or of each of several. */
  readonly fields: Within;
}

export interface Fields {
  readonly [name: string]: Field;
}

/** `list`: `count` and the objects; `object`: one of them in its member; `bare`: its fields in the root; `success`: a boolean. */
export type Shape = 'list' | 'object' | 'bare' | 'success';

/** What a command answers. */
export interface ResponseEntry<Kind extends Shape = Shape, Within extends Fields = Fields> {
  readonly shape: Kind;
  /** The name that the object has, or each of the list; empty where the shape has none. */
  readonly member: string;
  readonly fields: Within;
}

/** CloudStack's four default roles. */
export type Role = 'Admin' | 'ResourceAdmin' | 'DomainAdmin' | 'User';

/** A command of the table. */
export interface Command<Takes extends Parameters = Parameters, Answers extends ResponseEntry = ResponseEntry> {
  readonly description: string;
  /** True: it answers with the id of a job. */
  readonly isAsync: boolean;
  /** Who may call it by default. */
  readonly roles: readonly Role[];
  readonly parameters: Takes;
  readonly response: Answers;
  /** The root of its answer, where that is not the command in lower case with `response`. */
  readonly root?: string;
  /** True: whatever parameters come are taken, and say nothing: its list is always empty. */
  readonly takesAnything?: boolean;
}

interface ParameterValueOf {
  readonly uuid: string;
  readonly string: string;
  readonly integer: number;
  readonly long: number;
  readonly float: number;
  readonly boolean: boolean;
  readonly date: Date;
  readonly list: readonly string[];
  readonly uuids: readonly string[];
  readonly map: Readonly<Record<string, string>>;
  readonly records: readonly Readonly<Record<string, string>>[];
}

/** The value of a parameter of a type. A `date` is an instant; a `long` that is no safe integer is refused. */
export type ParameterValue<Type extends ParameterType> = ParameterValueOf[Type];

type RequiredNames<Takes extends Parameters> = {
  [Name in keyof Takes]: Takes[Name]['isRequired'] extends true ? Name : never;
}[keyof Takes];

/** The values of parameters: what is required is there, all else may be. */
export type ParameterValues<Takes extends Parameters> = {
  readonly [Name in RequiredNames<Takes>]: ParameterValue<Takes[Name]['type']>;
} & {
  readonly [Name in Exclude<keyof Takes, RequiredNames<Takes>>]?: ParameterValue<Takes[Name]['type']>;
};

interface ScalarValueOf {
  readonly uuid: string;
  readonly string: string;
  readonly integer: number;
  readonly long: number;
  readonly float: number;
  readonly boolean: boolean;
  readonly date: Date | string;
  readonly strings: readonly string[];
  readonly map: Readonly<Record<string, string>>;
}

/** The value of a field. A date is an instant, or an ISO 8601 text of one. */
export type FieldValue<Of extends Field> =
  Of extends Field<'object', infer Within extends Fields>
    ? FieldValues<Within>
    : Of extends Field<'objects', infer Within extends Fields>
      ? readonly FieldValues<Within>[]
      : Of['type'] extends keyof ScalarValueOf
        ? ScalarValueOf[Of['type']]
        : never;

/** The values of fields. What is null or undefined is left out of an answer; false, 0 and empty lists are written. */
export type FieldValues<Within extends Fields> = {
  readonly [Name in keyof Within]?: FieldValue<Within[Name]> | null | undefined;
};

/** Objects, and how many there are on all pages together. */
export interface ListAnswer<Item> {
  readonly count: number;
  readonly items: readonly Item[];
}

export interface SuccessAnswer {
  readonly success: boolean;
  readonly displaytext?: string | null | undefined;
}

/** What is answered in a shape. */
export type AnswerOf<Entry extends ResponseEntry> =
  Entry extends ResponseEntry<'list', infer Within>
    ? ListAnswer<FieldValues<Within>>
    : Entry extends ResponseEntry<'success'>
      ? SuccessAnswer
      : FieldValues<Entry['fields']>;
