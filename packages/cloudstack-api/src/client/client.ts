/** A client: it signs, sends, reads the answer, and waits for jobs. The clock and, where wanted, the network are passed in. */
import { callback, checkArguments, isObject, kind, object, text } from '@configdrive/issues/arguments';
import { ApiError } from '../errors.ts';
import { type AbortSignalLike, type FetchLike, platformFetch, sleep, throwIfAborted } from '../platform.ts';
import {
  type CommandName,
  commandEntry,
  isCommandName,
  type ParametersOf,
  type ResponseOf,
} from '../table/commands.ts';
import { dateText } from '../wire/dates.ts';
import { encode } from '../wire/decode.ts';
import { sign } from '../wire/signature.ts';
import { answerOf, rootContent, serverError } from './answers.ts';
import { flatten, type PlainValues } from './flatten.ts';

/** How jobs are waited for. */
export interface PollOptions {
  /** Between two questions. Default 2,000 */
  readonly intervalMilliseconds?: number;
  /** For one job; after that the call fails, and the job goes on. Default 600,000 */
  readonly deadlineMilliseconds?: number;
}

export interface ClientOptions {
  /** For example `https://cloud.example/client/api`. */
  readonly endpoint: string;
  readonly apiKey: string;
  readonly secretKey: string;
  /** Version 3 sends `expires`, ten minutes ahead. Default 3 */
  readonly version?: 1 | 3;
  readonly now: () => Date;
  /** Default: the platform's. */
  readonly fetch?: FetchLike;
  readonly poll?: PollOptions;
}

export interface CallOptions {
  readonly signal?: AbortSignalLike;
}

/** Calls commands of a server. */
export interface Client {
  /** Calls a command of the table. */
  call<Name extends CommandName>(
    command: Name,
    parameters: ParametersOf<Name>,
    options?: CallOptions,
  ): Promise<ResponseOf<Name>>;
  /** Calls any command. What a job results in is the answer of the command that began it. */
  call(command: string, parameters?: PlainValues, options?: CallOptions): Promise<unknown>;
}

const clientOptions = kind(
  'an object with endpoint, apiKey and secretKey (texts) and now (a function)',
  (value) =>
    isObject(value) &&
    ['endpoint', 'apiKey', 'secretKey'].every((name) => typeof value[name] === 'string') &&
    typeof value.now === 'function',
);

/** Makes a client of one server for the holder of one pair of keys. A failure is an ApiError, or what `fetch` threw. */
export function createClient(options: ClientOptions): Client {
  checkArguments(
    ['options', clientOptions, options],
    ['options.fetch?', callback, isObject(options) ? options.fetch : undefined],
  );
  const call = async (
    command: string,
    parameters: PlainValues = {},
    { signal }: CallOptions = {},
  ): Promise<unknown> => {
    checkArguments(['command', text, command], ['parameters', object('an object of parameters'), parameters]);
    throwIfAborted(signal);
    const content = await send(options, command, parameters);
    const { jobid } = content;
    const isJob = typeof jobid === 'string' && command !== 'queryAsyncJobResult';
    return answerOf(command, isJob ? await resultOf(options, jobid, signal) : content);
  };
  return { call: call as Client['call'] };
}

/** A longer URL goes by POST: servers and what is between stop at 8 KiB, or at 4. */
const LONGEST_URL = 2_000;

const EXPIRES_AHEAD_MILLISECONDS = 10 * 60 * 1000;

async function send(
  options: ClientOptions,
  command: string,
  values: PlainValues,
): Promise<Readonly<Record<string, unknown>>> {
  const { endpoint, fetch = platformFetch } = options;
  const form = encode(signedParameters(options, command, values));
  const url = `${endpoint}?${form}`;
  const response =
    url.length > LONGEST_URL || hasContent(command, values)
      ? await fetch(endpoint, {
          method: 'POST',
          headers: { 'content-type': 'application/x-www-form-urlencoded' },
          body: form,
        })
      : await fetch(url, { method: 'GET', headers: {} });
  return rootContent(response);
}

/** In the order in which they are signed. */
function signedParameters(
  { apiKey, secretKey, version = 3, now }: ClientOptions,
  command: string,
  values: PlainValues,
): ReadonlyMap<string, string> {
  const parameters = new Map<string, string>([
    ['apiKey', apiKey],
    ['command', command],
    ['response', 'json'],
    ...flatten(values),
  ]);
  if (version === 3) {
    parameters.set('signatureVersion', '3');
    parameters.set('expires', dateText(new Date(now().getTime() + EXPIRES_AHEAD_MILLISECONDS)));
  }
  return parameters.set('signature', sign(parameters, secretKey));
}

/** Contents stay out of URLs, which logs hold. */
function hasContent(command: string, values: PlainValues): boolean {
  if (!isCommandName(command)) return 'password' in values || 'userdata' in values;
  const { parameters } = commandEntry(command);
  return Object.keys(values).some((name) => Object.hasOwn(parameters, name) && parameters[name]?.isContent === true);
}

const DONE = 1;

/** Asks for a job until it is done. @throws ApiError with the job's number and text where it has failed */
async function resultOf(
  options: ClientOptions,
  jobid: string,
  signal: AbortSignalLike | undefined,
): Promise<Readonly<Record<string, unknown>>> {
  const { intervalMilliseconds = 2_000, deadlineMilliseconds = 600_000 } = options.poll ?? {};
  const deadline = options.now().getTime() + deadlineMilliseconds;
  for (;;) {
    throwIfAborted(signal);
    const { jobstatus, jobresult, jobresultcode } = await send(options, 'queryAsyncJobResult', { jobid });
    if (jobstatus === DONE) return isObject(jobresult) ? jobresult : {};
    if (jobstatus !== 0) throw serverError(typeof jobresultcode === 'number' ? jobresultcode : 530, jobresult);
    if (options.now().getTime() >= deadline) {
      throw new ApiError(530, `The job ${jobid} was not done within ${deadlineMilliseconds} ms; it goes on`);
    }
    await sleep(intervalMilliseconds, signal);
  }
}
