/** The target of a request as a path that can be looked up: nothing in it is decoded, and no file is opened by it. */

/** A path from the root without double slashes and without a final one, or the status that refuses it. */
export type Target = { readonly path: string } | { readonly status: 400 | 404 | 414 };

export function targetOf(target: string, mostBytes: number): Target {
  if (target.length > mostBytes) return { status: 414 };
  if (!target.startsWith('/')) return { status: 400 };
  const query = target.indexOf('?');
  const path = query === -1 ? target : target.slice(0, query);
  // What is written in another way than all clients do is not there; what cannot be decoded is no request.
  if (path.includes('%')) return { status: /%(?![0-9a-f]{2})/i.test(path) ? 400 : 404 };
  return { path: pathKey(path) };
}

/** The form of a path in which it is looked up. */
export function pathKey(path: string): string {
  const single = path.includes('//') ? path.replace(/\/{2,}/g, '/') : path;
  return single.length > 1 && single.endsWith('/') ? single.slice(0, -1) : single;
}
