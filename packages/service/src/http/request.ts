/** A request over HTTP to the parameters in its query and its form. */
import type { IncomingMessage } from 'node:http';
import { ApiError, decode, type ErrorCode, MAX_BODY_LENGTH, type RawParameters } from '@configdrive/cloudstack-api';

/** Errors of HTTP that CloudStack's table does not have: they are told in its form all the same. */
export const httpError = (status: number, text: string): ApiError => new ApiError(status as ErrorCode, text);

const PATHS: ReadonlySet<string> = new Set(['/client/api', '/client/api/']);

/** A target is an address within this server, or a whole URL as proxies get it. */
const target = /^(?:https?:\/\/[^/?#]*)?(?<path>[^?#]*)(?:\?(?<query>[^#]*))?/i;

/** The query of a request to the one path there is. @throws ApiError 404 */
export function queryOf(url: string): string {
  const { path = '', query = '' } = target.exec(url)?.groups ?? {};
  if (!PATHS.has(path)) throw httpError(404, 'The API is at /client/api');
  return query;
}

/** What a query says of the format of the answer, where nothing else of the request can be used. */
export const looseParameters = (url: string): RawParameters =>
  new Map(/[?&]response=json(?:&|$)/i.test(url.slice(0, 64 * 1024)) ? [['response', 'json']] : []);

/**
 * Reads and decodes query and form.
 *
 * @throws ApiError 400 beyond a limit, 404 for another path, 405 for other methods than GET and POST
 */
export async function parametersOf(request: IncomingMessage): Promise<RawParameters> {
  const query = queryOf(request.url ?? '');
  if (request.method !== 'GET' && request.method !== 'POST') throw httpError(405, 'The API takes GET and POST');
  return decode(query, request.method === 'POST' ? await bodyOf(request) : '');
}

/** Whether a body is longer than any may be, as far as its headers tell. */
export const isDeclaredTooLong = ({ headers }: IncomingMessage): boolean =>
  Number(headers['content-length'] ?? 0) > MAX_BODY_LENGTH;

const FORM = 'application/x-www-form-urlencoded';

async function bodyOf(request: IncomingMessage): Promise<string> {
  if (isDeclaredTooLong(request)) throw tooLong();
  const { 'content-type': type = FORM, 'content-encoding': encoding = 'identity' } = request.headers;
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    length += (chunk as Buffer).byteLength;
    if (length > MAX_BODY_LENGTH) throw tooLong();
    chunks.push(chunk as Buffer);
  }
  if (length === 0) return '';
  if (type.split(';', 1)[0]?.trim().toLowerCase() !== FORM || encoding !== 'identity') {
    throw new ApiError(400, `The body of a request must be of type ${FORM}, and not be compressed`);
  }
  return Buffer.concat(chunks, length).toString('utf8');
}

const tooLong = (): ApiError => new ApiError(400, `The body of the request is longer than ${MAX_BODY_LENGTH} bytes`);
