/**
 * Parameters as they were sent to those that a command takes, by the table: everything wrong is told at once, and unknown
 * parameters are only reported. ParamGenericValidationWorker and ParamProcessWorker of CloudStack. Whether an object of a UUID
 * exists, and whether it may be seen, is for whoever has the objects.
 */
import { checkArguments, text } from '@configdrive/issues/arguments';
import {
  echoed,
  invalid,
  invalidValue,
  missing,
  type ParameterProblem,
  parameterError,
  unknownCommand,
} from '../errors.ts';
import { MAX_PAGE_SIZE, MAX_VALUE_LENGTH } from '../limits.ts';
import { type CommandName, commandEntry, isCommandName, type ParametersOf } from '../table/commands.ts';
import type { Command, Parameter } from '../table/types.ts';
import { type RawParameters, rawParameters } from './decode.ts';
import { type Indexed, type Unpacked, unpack } from './unpack.ts';
import { type Reading, readers } from './values.ts';

/** What a request of any command may have, and what clients send to all of them. */
const REQUEST_NAMES: ReadonlySet<string> = new Set([
  'apikey',
  'signature',
  'signatureversion',
  'expires',
  'sessionkey',
  'ctxuserid',
  'ctxaccountid',
  'ctxstarteventid',
  'projectid',
  'filter',
  'listall',
  'keyword',
  '_',
]);

export interface Bound<Name extends CommandName> {
  readonly command: Name;
  readonly parameters: ParametersOf<Name>;
  /** Names that the command does not take, as a log may show them: short, at most a hundred, no values. */
  readonly unknown: readonly string[];
}

const MOST_UNKNOWN = 100;

/** The command that a request names. Its case must be exact. @throws ApiError 432 where there is no such command */
export function commandOf(parameters: RawParameters): CommandName {
  checkArguments(['parameters', rawParameters, parameters]);
  const command = parameters.get('command') ?? '';
  if (!isCommandName(command)) throw unknownCommand(command);
  return command;
}

/**
 * Binds the parameters of a request to those of a command.
 *
 * @throws ApiError 430 for malformed names of maps, 431 for everything wrong with the values, 432 for an unknown command
 */
export function bind<Name extends CommandName>(command: Name, parameters: RawParameters): Bound<Name> {
  checkArguments(['command', text, command], ['parameters', rawParameters, parameters]);
  if (!isCommandName(command)) throw unknownCommand(command);
  const entry = commandEntry(command);
  const unpacked = unpack(parameters);
  const readings = Object.entries(entry.parameters).map(([name, of]) => [name, readingOf(name, of, unpacked)] as const);
  const values = Object.fromEntries(
    readings.flatMap(([name, reading]) =>
      'value' in reading && reading.value !== undefined ? [[name, reading.value]] : [],
    ),
  );
  const [first, ...rest] = [
    ...Array.from(parameters).flatMap(([name, value]) => textProblems(name, value, entry)),
    ...readings.flatMap(([, reading]) => ('problem' in reading ? [reading.problem] : [])),
    ...pageProblems(values, entry),
  ];
  if (first !== undefined) throw parameterError(command, [first, ...rest]);
  return { command, parameters: values as ParametersOf<Name>, unknown: unknownNames(unpacked, entry) };
}

function readingOf(name: string, of: Parameter, { values, maps }: Unpacked): Reading {
  const indexed = maps.get(name);
  const given = values.get(name);
  const isMap = of.type === 'map' || of.type === 'records';
  // A map where a text belongs, or the other way round.
  if (isMap ? given !== undefined : indexed !== undefined) return { problem: invalidValue(name) };
  const reading =
    of.type === 'map' || of.type === 'records' ? mapReading(of.type, indexed) : plainReading(name, of, given);
  const isMissing = of.isRequired && 'value' in reading && isNothing(reading.value);
  return isMissing ? { problem: missing(name) } : reading;
}

const plainReading = (name: string, of: Parameter, given: string | undefined): Reading =>
  given === undefined || of.type === 'map' || of.type === 'records'
    ? { value: undefined }
    : readers[of.type](name, given, of);

const isNothing = (value: unknown): boolean =>
  value === undefined ||
  (typeof value === 'string' && value.trim() === '') ||
  (Array.isArray(value) && value.length === 0);

function mapReading(type: 'map' | 'records', indexed: Indexed | undefined): Reading {
  if (indexed === undefined) return { value: undefined };
  const inOrder = [...indexed].sort(([one], [other]) => one - other).map(([, fields]) => fields);
  return {
    value:
      type === 'records'
        ? inOrder.map((fields) => Object.fromEntries(fields))
        : Object.fromEntries(inOrder.flatMap((fields) => [...fields])),
  };
}

/** All but LF and CR: CloudStack refuses the tab, too. */
const control = /[\0-\x09\x0b\x0c\x0e-\x1f\x7f]/;

/** What is wrong with a text, whatever its parameter is for. */
function textProblems(name: string, value: string, { parameters }: Command): readonly ParameterProblem[] {
  const [plain = ''] = name.toLowerCase().split('[', 1);
  const of = Object.hasOwn(parameters, plain) ? parameters[plain] : undefined;
  const most = Math.max(MAX_VALUE_LENGTH, of?.maxLength ?? 0);
  const shown = echoed(plain);
  if (value.length > most) return [invalid(shown, `Value greater than max allowed length ${most} for param: ${shown}`)];
  return control.test(value)
    ? [invalid(shown, `Received value for parameter ${shown} contains illegal ASCII non-printable characters`)]
    : [];
}

function unknownNames({ values, maps }: Unpacked, { parameters, takesAnything }: Command): readonly string[] {
  if (takesAnything === true) return [];
  return [...values.keys(), ...maps.keys()]
    .filter((name) => !Object.hasOwn(parameters, name) && !REQUEST_NAMES.has(name))
    .slice(0, MOST_UNKNOWN)
    .map(echoed);
}

/** BaseListCmd of CloudStack. */
function pageProblems(values: Readonly<Record<string, unknown>>, { parameters }: Command): readonly ParameterProblem[] {
  if (!Object.hasOwn(parameters, 'pagesize')) return [];
  const { page, pagesize } = values as Paged;
  if (pagesize === -1) return page === undefined ? [] : [invalid('page', 'page must not be given with pagesize -1')];
  if (page !== undefined && page < 1) return [invalidValue('page', String(page))];
  if (pagesize === undefined) {
    return page === undefined ? [] : [invalid('pagesize', '"pagesize" parameter is required when "page" is specified')];
  }
  if (pagesize < 1) return [invalidValue('pagesize', String(pagesize))];
  if (pagesize > MAX_PAGE_SIZE) {
    return [invalid('pagesize', `Page size can't exceed max allowed page size value: ${MAX_PAGE_SIZE}`)];
  }
  return page === undefined ? [invalid('page', '"page" parameter is required when "pagesize" is specified')] : [];
}

/** The parameters of a list that say which page of it is wanted. */
export interface Paged {
  readonly page?: number;
  readonly pagesize?: number;
}

/** Which part of a list a request wants: objects to pass over, and the most of them after that; undefined for all. */
export function pageOf({ page = 1, pagesize = MAX_PAGE_SIZE }: Paged): {
  readonly offset: number;
  readonly limit: number | undefined;
} {
  return pagesize === -1 ? { offset: 0, limit: undefined } : { offset: (page - 1) * pagesize, limit: pagesize };
}
