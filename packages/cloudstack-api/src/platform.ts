/**
 * What the client takes from the platform, as structural types: Node, browsers and workers have them. A test puts its own in
 * their place; nothing here names a runtime.
 */

/** What a client needs of an answer over HTTP. */
export interface ResponseLike {
  readonly status: number;
  text(): Promise<string>;
}

/** What a client needs of an AbortSignal. */
export interface AbortSignalLike {
  readonly aborted: boolean;
  readonly reason?: unknown;
  addEventListener(type: 'abort', listener: () => void): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}

export interface RequestLike {
  readonly method: 'GET' | 'POST';
  readonly headers: Record<string, string>;
  readonly body?: string;
}

/** Sends a request, as the platform's `fetch` does. */
export type FetchLike = (url: string, request: RequestLike) => Promise<ResponseLike>;

interface Platform {
  readonly fetch: FetchLike;
  readonly setTimeout: (act: () => void, milliseconds: number) => unknown;
  readonly clearTimeout: (timer: never) => void;
}

const platform = globalThis as unknown as Platform;

/** The `fetch` that the platform has when it is called. */
export const platformFetch: FetchLike = (url, request) => platform.fetch(url, request);

/** Waits so many milliseconds; ends sooner, with the signal's reason, when that aborts. */
export function sleep(milliseconds: number, signal?: AbortSignalLike): Promise<void> {
  return new Promise((resolve, reject) => {
    const abort = (): void => {
      platform.clearTimeout(timer as never);
      reject(abortReason(signal));
    };
    const timer = platform.setTimeout(() => {
      signal?.removeEventListener('abort', abort);
      resolve();
    }, milliseconds);
    signal?.addEventListener('abort', abort);
    if (signal?.aborted === true) abort();
  });
}

const abortReason = (signal: AbortSignalLike | undefined): Error =>
  signal?.reason instanceof Error ? signal.reason : new Error('the call was aborted');

/** Throws the signal's reason where it has aborted. */
export function throwIfAborted(signal: AbortSignalLike | undefined): void {
  if (signal?.aborted === true) throw abortReason(signal);
}
