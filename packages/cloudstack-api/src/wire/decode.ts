/**
 * A query and a form in a body, decoded to parameters as they were sent: names in their case, values without percent-encoding.
 * ApiServlet of CloudStack; the limits are our own.
 */
import { checkArguments, kind, text } from '@configdrive/issues/arguments';
import { ApiError } from '../errors.ts';
import { MAX_BODY_LENGTH, MAX_PARAMETERS, MAX_QUERY_LENGTH } from '../limits.ts';

/** Parameters of one request: name as it was sent → value. */
export type RawParameters = ReadonlyMap<string, string>;

/** The kind of argument that raw parameters are. */
export const rawParameters = kind('parameters (a Map of texts)', (value) => value instanceof Map);

/**
 * Decodes a query (without its question mark) and the form of a body. The query wins over the body; of a repeated name the last
 * counts in a query, and the first in a body. A part without `=` is ignored.
 *
 * @throws ApiError 400 beyond a limit or where the encoding is broken, 430 for a name with `&` or `=`, which would let two
 *   requests have one signature
 */
export function decode(query: string, body = ''): RawParameters {
  checkArguments(['query', text, query], ['body?', text, body]);
  if (query.length > MAX_QUERY_LENGTH) throw tooLarge('query', MAX_QUERY_LENGTH);
  if (body.length > MAX_BODY_LENGTH) throw tooLarge('body', MAX_BODY_LENGTH);
  const budget = { parts: MAX_PARAMETERS };
  const inQuery = decodedParts(query, budget);
  const inBody = decodedParts(body, budget);
  const parameters = new Map<string, string>(inQuery);
  for (const [name, value] of inBody) if (!parameters.has(name)) parameters.set(name, value);
  return parameters;
}

const tooLarge = (what: string, most: number): ApiError =>
  new ApiError(400, `The ${what} of the request is longer than ${most} characters`);

type Part = readonly [name: string, value: string];

function decodedParts(form: string, budget: { parts: number }): readonly Part[] {
  const parts: Part[] = [];
  for (let start = 0; start < form.length; ) {
    if (budget.parts-- === 0) throw new ApiError(400, `The request has more than ${MAX_PARAMETERS} parameters`);
    const found = form.indexOf('&', start);
    const end = found === -1 ? form.length : found;
    const part = form.slice(start, end);
    const equals = part.indexOf('=');
    if (equals > 0) parts.push(decodedPart(part, equals));
    start = end + 1;
  }
  return parts;
}

function decodedPart(part: string, equals: number): Part {
  const name = decodedText(part.slice(0, equals));
  if (/[&=]/.test(name)) throw new ApiError(430, 'The name of a parameter must have no & and no =');
  return [name, decodedText(part.slice(equals + 1))];
}

function decodedText(encoded: string): string {
  try {
    return decodeURIComponent(encoded.replaceAll('+', ' '));
  } catch {
    throw new ApiError(400, 'The request has a percent-encoding that is not of UTF-8');
  }
}

/** Encodes parameters as a query or a form, in the order given. */
export const encode = (parameters: RawParameters): string => {
  checkArguments(['parameters', rawParameters, parameters]);
  return Array.from(parameters, ([name, value]) => `${percentEncoded(name)}=${percentEncoded(value)}`).join('&');
};

/** Halves of pairs, of which UTF-8 has none, become U+FFFD. */
const percentEncoded = (value: string): string => encodeURIComponent(value.toWellFormed());
