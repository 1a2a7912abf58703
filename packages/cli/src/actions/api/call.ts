/** `configdrive api call`: one call, signed, and its answer as JSON. */
import { ApiError, createClient, type FetchLike, type PlainValues } from '@configdrive/cloudstack-api';
import { printable } from '@configdrive/issues';
import type { apiCommands } from '../../commands/api.ts';
import type { ActionOf } from '../../framework/action.ts';
import { apiFailure, refusal } from '../../framework/codes.ts';
import { printFacts, printJson } from '../../framework/output.ts';
import { keysOf } from './keys.ts';
import { valuesOf } from './values.ts';

type Words = (typeof apiCommands)['call'];

/** Field names are API: adding one is minor, renaming one makes it `configdrive.api-call/2`. */
export const call: ActionOf<Words> = async ({ command, parameters }, options, { signal }) => {
  const endpoint = endpointOf(options.endpoint);
  const keys = await keysOf(options.keyFile, signal);
  const values = await valuesOf(parameters, signal);
  const fetch = sending(options.post === true, signal);
  const client = createClient({ endpoint, ...keys, now: () => new Date(), fetch });
  const answer = await answered(() => client.call(command, values as PlainValues, { signal }), endpoint, signal);
  if (options.json) await printJson('configdrive.api-call/1', { command, answer });
  else await printFacts(JSON.stringify(answer, null, 2));
};

/** An address with a name in it would be told in messages. */
function endpointOf(text: string | undefined): string {
  const url = text !== undefined && URL.canParse(text) ? new URL(text) : undefined;
  const isWeb = url?.protocol === 'http:' || url?.protocol === 'https:';
  if (url !== undefined && isWeb && url.search + url.hash + url.username + url.password === '') return url.href;
  throw refusal('endpoint-invalid', ['--endpoint'], 'must say where the API is: https://cloud.example/client/api');
}

/** A redirection is not followed: the call is signed for this server. */
const sending =
  (post: boolean, signal: AbortSignal): FetchLike =>
  (url, request) => {
    const sent = post && request.method === 'GET' ? posted(url) : { url, request };
    return globalThis.fetch(sent.url, { ...sent.request, signal, redirect: 'error' });
  };

function posted(url: string): { readonly url: string; readonly request: Parameters<FetchLike>[1] } {
  const { href, search } = new URL(url);
  return {
    url: href.slice(0, href.length - search.length),
    request: {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: search.slice(1),
    },
  };
}

const FIRST_OF_SERVER = 500;

/** @throws InvalidInputError where the server refuses, StorageError where it fails or cannot be reached */
async function answered(ask: () => Promise<unknown>, endpoint: string, signal: AbortSignal): Promise<unknown> {
  try {
    return await ask();
  } catch (cause) {
    signal.throwIfAborted();
    if (!(cause instanceof ApiError)) {
      if (!isNetworkError(cause)) throw cause;
      throw apiFailure('api-unreachable', 'call', endpoint, { cause, ...errnoOf(cause) });
    }
    const said = `${cause.errorCode}: ${printable(cause.message.slice(0, LONGEST))}`;
    if (isRefusal(cause)) throw refusal('api-refused', [endpoint], said);
    throw apiFailure('api-failed', 'call', endpoint, { cause, hint: said });
  }
}

/** Of what a server says. */
const LONGEST = 4096;

/** CloudStack's own numbers from 531 on are refusals: of an account, of a limit, of a state. */
const isRefusal = ({ errorCode }: ApiError): boolean => errorCode < FIRST_OF_SERVER || errorCode > 530;

/** What `fetch` throws where there is no answer. */
const isNetworkError = (error: unknown): error is TypeError => error instanceof TypeError && 'cause' in error;

function errnoOf({ cause }: TypeError): { readonly errno?: string } {
  const code = typeof cause === 'object' && cause !== null && 'code' in cause ? cause.code : undefined;
  return typeof code === 'string' ? { errno: code } : {};
}
