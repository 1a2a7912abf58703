/** Answers of a server in JSON, unwrapped by the table; of a command that is not in it, as they come. */
import { isObject } from '@configdrive/issues/arguments';
import { ApiError, type ErrorCode } from '../errors.ts';
import type { ResponseLike } from '../platform.ts';
import { commandEntry, isCommandName } from '../table/commands.ts';

type Members = Readonly<Record<string, unknown>>;

/** Reads what is within the root of an answer. @throws ApiError with the server's number and text */
export async function rootContent(response: ResponseLike): Promise<Members> {
  const root = contentOf(await response.text());
  if (response.status >= 400 || root?.errorcode !== undefined) throw serverError(response.status, root);
  if (root === undefined) throw new ApiError(530, `The server answered ${response.status} without an answer in JSON`);
  return root;
}

function contentOf(body: string): Members | undefined {
  try {
    const parsed: unknown = JSON.parse(body);
    const [content] = isObject(parsed) ? Object.values(parsed) : [];
    return isObject(content) ? content : undefined;
  } catch {
    return undefined;
  }
}

/** The error that a server told, in the member of an answer or of a job. */
export function serverError(status: number, content: unknown): ApiError {
  const { errorcode, errortext } = isObject(content) ? content : ({} as Members);
  const number = typeof errorcode === 'number' ? errorcode : status;
  const text = typeof errortext === 'string' ? errortext : `The server answered ${status} without saying why`;
  return new ApiError(number as ErrorCode, text);
}

/** What a command answers: a list as `{ count, items }`, an object without its member, and all else as it is. */
export function answerOf(command: string, content: Members): unknown {
  if (!isCommandName(command)) return content;
  const { shape, member } = commandEntry(command).response;
  if (shape === 'list') {
    const items = content[member];
    const { count } = content;
    return Array.isArray(items)
      ? { count: typeof count === 'number' ? count : items.length, items }
      : { count: typeof count === 'number' ? count : 0, items: [] };
  }
  // Servers of before 2018 answer with a text.
  if (shape === 'success') return { ...content, success: String(content.success) === 'true' };
  return shape === 'object' ? (content[member] ?? {}) : content;
}
