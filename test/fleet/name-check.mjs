/** A check of drives as somebody's module exports it: names the host, and finds fault with the third. */

/** @type {import('@configdrive/core').DriveCheck} */
export function hostIssues({ entries }) {
  const path = 'openstack/latest/meta_data.json';
  const entry = entries.find((each) => each.path === path);
  const isThird = String(entry?.content instanceof Uint8Array ? Buffer.from(entry.content) : entry?.content).includes(
    'web-2',
  );
  return [{ code: 'host-seen', severity: isThird ? 'error' : 'notice', place: [path], message: 'a guest looks here' }];
}

export const notAFunction = 7;
