/** Patterns of paths, for metrics and the log: a path itself may say a name that somebody chose. */

const patterns: readonly (readonly [path: RegExp, route: string])[] = [
  [/^\/latest\/user-data$/, '/latest/user-data'],
  [/^\/latest\/meta-data$/, '/latest/meta-data/'],
  [/^\/latest\/meta-data\/.+$/, '/latest/meta-data/{name}'],
  [/^\/latest\/[^/]+$/, '/latest/{name}'],
  [/^\/openstack$/, '/openstack'],
  [/^\/openstack\/content\/.+$/, '/openstack/content/{name}'],
  [/^\/openstack\/[^/]+$/, '/openstack/{version}'],
  [/^\/openstack\/[^/]+\/.+$/, '/openstack/{version}/{file}'],
  [/^\/[0-9-]+\/.+$/, '/{version}/{path}'],
];

/** Seeds, lists of versions: names that nobody chose. */
const fixed = new Set(['/', '/latest', '/meta-data', '/user-data', '/vendor-data', '/network-config']);

export const routeOf = (path: string): string =>
  fixed.has(path) ? path : (patterns.find(([pattern]) => pattern.test(path))?.[1] ?? '/{other}');

/** What is no answer of a guest. */
export const NO_ROUTE = 'none';
export const PASSWORD_ROUTE = 'password';
