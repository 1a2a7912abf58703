/**
 * Operations on drives as values: what a queue keeps, a job carries and a log may print. What is a content is named by a
 * reference, and opened by who applies the operation.
 */
import type { Machine, MachineInput, MetadataInput, NicInput } from '@configdrive/core';
import { type InvalidInputError, inputRefusal, type Place } from '@configdrive/issues';
import { checkArguments, text } from '@configdrive/issues/arguments';
import { replaceWays } from './backend.ts';
import type { ChangeDriveOptions } from './change.ts';
import { storeCodes } from './codes.ts';
import type { CreateOptions } from './create.ts';
import { storeLocations } from './locations.ts';
import type { OperationOptions } from './options.ts';
import type { RemovalOutcome, RemoveOptions } from './remove.ts';
import type { WrittenDrive } from './replace.ts';

/** Names a content that is kept in a sealed place. Only who keeps it knows what the text means. */
export type SecretRef = string & { readonly [secretRef]: true };

declare const secretRef: unique symbol;

/** Makes a reference of the name that a sealed place has for a content. */
export function secretRefOf(name: string): SecretRef {
  checkArguments(['name', text, name]);
  return name as SecretRef;
}

/** Opens what a reference names: the content, as bytes or text. */
export type OpenSecret = (ref: SecretRef) => Promise<Uint8Array | string>;

/** Kind → the contents that it takes. */
export interface OperationContents {
  readonly create: { readonly input: MachineInput | Machine };
  readonly setPassword: { readonly password: string };
  readonly removePassword: object;
  readonly setUserData: { readonly userData: Uint8Array | string };
  readonly setPublicKeys: { readonly publicKeys: string | readonly string[] };
  readonly setMetadata: { readonly metadata: MetadataInput };
  readonly setNetwork: { readonly nics: readonly NicInput[] };
  readonly remove: object;
}

/** What an operation does. */
export type OperationKind = keyof OperationContents;

/** Kind → its options in a call. */
export interface OperationCallOptions extends Readonly<Record<OperationKind, OperationOptions>> {
  readonly create: CreateOptions;
  readonly setPassword: ChangeDriveOptions;
  readonly removePassword: ChangeDriveOptions;
  readonly setUserData: ChangeDriveOptions;
  readonly setPublicKeys: ChangeDriveOptions;
  readonly setMetadata: ChangeDriveOptions;
  readonly setNetwork: ChangeDriveOptions;
  readonly remove: RemoveOptions;
}

/** What an operation of a kind gives. */
export type OperationResult<Kind extends OperationKind = OperationKind> = Kind extends 'remove'
  ? RemovalOutcome
  : WrittenDrive;

/** An operation whose contents are open: what a store does. */
export type OpenedOperation<Kind extends OperationKind = OperationKind> = {
  readonly [Each in Kind]: {
    readonly kind: Each;
    readonly instance: string;
    readonly options?: OperationCallOptions[Each] | undefined;
  } & OperationContents[Each];
}[Kind];

/** Options that are a value: without signals and functions, dates as ISO 8601. */
export type OperationDataOptions<Kind extends OperationKind> = Omit<
  OperationCallOptions[Kind],
  'signal' | 'timestamp' | 'onRemoval' | 'drive'
> &
  ('timestamp' extends keyof OperationCallOptions[Kind] ? { readonly timestamp?: string | undefined } : object);

/** An operation as a value: it survives `JSON.stringify` and `JSON.parse`, and holds no content. */
export type Operation<Kind extends OperationKind = OperationKind> = {
  readonly [Each in Kind]: {
    readonly kind: Each;
    readonly instance: string;
    readonly options?: OperationDataOptions<Each> | undefined;
  } & { readonly [Content in keyof OperationContents[Each]]: SecretRef };
}[Kind];

/** What a content is read as when it is opened. */
type Form = 'json' | 'text' | 'bytes';

const forms: { readonly [Kind in OperationKind]: { readonly [Content in keyof OperationContents[Kind]]: Form } } = {
  create: { input: 'json' },
  setPassword: { password: 'text' },
  removePassword: {},
  setUserData: { userData: 'bytes' },
  setPublicKeys: { publicKeys: 'text' },
  setMetadata: { metadata: 'json' },
  setNetwork: { nics: 'json' },
  remove: {},
};

/** Says of a value what it must be; undefined: it is that. */
type OptionCheck = (value: unknown) => string | undefined;

const ofType =
  (type: 'string' | 'boolean'): OptionCheck =>
  (value) =>
    typeof value === type ? undefined : `must be of type ${type}`;

const oneOf =
  (...words: readonly string[]): OptionCheck =>
  (value) =>
    words.some((word) => word === value) ? undefined : `must be one of ${words.join(', ')}`;

const isLocation = oneOf(...storeLocations);

/** Names of options that an operation of any kind may have as data. */
type OptionName = { [Kind in OperationKind]: keyof OperationDataOptions<Kind> }[OperationKind];

/** A day, or a moment with its zone, as `toISOString` writes it. */
const ISO_8601 = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:\d\d))?$/;

/** Option → what its value must be as data. */
const optionChecks: Readonly<Record<OptionName, OptionCheck>> = {
  location: isLocation,
  placement: (value) => (isRecord(value) ? undefined : isLocation(value)),
  ifAbsent: ofType('boolean'),
  isRebuild: ofType('boolean'),
  ifMatch: ofType('string'),
  replace: oneOf(...replaceWays),
  guestOs: ofType('string'),
  sshPwauth: ofType('boolean'),
  timestamp: (value) =>
    typeof value === 'string' && ISO_8601.test(value) && !Number.isNaN(Date.parse(value))
      ? undefined
      : 'must be a date as ISO 8601',
};

const OF_CHANGES = ['location', 'ifMatch', 'replace', 'guestOs', 'sshPwauth', 'timestamp'] as const;

/** Options that an operation may have as data. */
const optionsOf: Readonly<Record<OperationKind, readonly OptionName[]>> = {
  create: ['placement', 'ifAbsent', 'isRebuild', 'ifMatch', 'replace', 'timestamp'],
  setPassword: OF_CHANGES,
  removePassword: OF_CHANGES,
  setUserData: OF_CHANGES,
  setPublicKeys: OF_CHANGES,
  setMetadata: OF_CHANGES,
  setNetwork: OF_CHANGES,
  remove: ['location'],
};

/**
 * Opens the contents of an operation.
 *
 * @throws InvalidInputError `operation-invalid`, or what `openSecret` rejects with
 */
export async function openedOperation(operation: unknown, openSecret: OpenSecret): Promise<OpenedOperation> {
  const { kind, options = {}, ...fields } = checkedOperation(operation);
  const opened: Record<string, unknown> = { kind, instance: fields.instance, options: openedOptions(options) };
  for (const [name, form] of Object.entries<Form>(forms[kind])) {
    const content = await openSecret(fields[name] as SecretRef);
    opened[name] = readAs[form](content, name);
  }
  return opened as unknown as OpenedOperation;
}

interface CheckedOperation extends Readonly<Record<string, unknown>> {
  readonly kind: OperationKind;
  readonly instance: string;
  readonly options?: Readonly<Record<string, unknown>>;
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** An operation comes from where it was kept: nothing is known of it. */
function checkedOperation(value: unknown): CheckedOperation {
  if (!isRecord(value) || !isKind(value.kind))
    throw invalid(['kind'], `must be one of ${Object.keys(forms).join(', ')}`);
  const { kind, instance, options = {} } = value;
  if (!isRecord(options)) throw invalid(['options'], 'must be an object');
  const contents = Object.keys(forms[kind]);
  for (const name of ['instance', ...contents])
    if (typeof value[name] !== 'string') throw invalid([name], 'is missing, or no text');
  refuseUnknown(value, ['kind', 'instance', 'options', ...contents], []);
  refuseUnknown(options, optionsOf[kind], ['options']);
  refuseOtherValues(options);
  return { ...value, kind, instance: String(instance), options };
}

const isKind = (value: unknown): value is OperationKind => typeof value === 'string' && Object.hasOwn(forms, value);

/** A word that nobody heeds was meant to do something. */
function refuseUnknown(value: object, known: readonly string[], place: Place): void {
  for (const name of Object.keys(value))
    if (!known.includes(name)) throw invalid([...place, name], 'is not known here');
}

function refuseOtherValues(options: Readonly<Record<string, unknown>>): void {
  for (const [name, check] of Object.entries(optionChecks)) {
    const value = options[name];
    const message = value === undefined ? undefined : check(value);
    if (message !== undefined) throw invalid(['options', name], message);
  }
}

const openedOptions = ({ timestamp, ...options }: Readonly<Record<string, unknown>>): object =>
  typeof timestamp === 'string' ? { ...options, timestamp: new Date(timestamp) } : options;

/** Form → how a content becomes that; messages say which content, and nothing of it. */
const readAs: Readonly<Record<Form, (content: Uint8Array | string, name: string) => unknown>> = {
  bytes: (content) => content,
  text: textOf,
  json: (content, name) => {
    try {
      return JSON.parse(textOf(content, name));
    } catch (cause) {
      if (cause instanceof SyntaxError) throw invalid([name], 'what the reference names is no JSON');
      throw cause;
    }
  },
};

function textOf(content: Uint8Array | string, name: string): string {
  if (typeof content === 'string') return content;
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(content);
  } catch {
    throw invalid([name], 'what the reference names is no text in UTF-8');
  }
}

const invalid = (place: Place, message: string): InvalidInputError =>
  inputRefusal(storeCodes, 'operation-invalid', place, message);
