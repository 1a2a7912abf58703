/** A check of drives as somebody's module exports it: it looks for the host name, and finds fault with the third. */

/** @type {import('@configdrive/core').DriveCheck} */
export function hostIssues({ entries }) {
  const path = 'openstack/latest/meta_data.json';
  const severity = textOf(entries.find((each) => each.path === path)?.content).includes('web-2') ? 'error' : 'notice';
  return [{ code: 'host-seen', severity, place: [path], message: 'a guest looks here' }];
}

/** @param {import('@configdrive/core').Content | undefined} content */
function textOf(content) {
  if (typeof content === 'string') return content;
  return content instanceof Uint8Array ? Buffer.from(content).toString() : '';
}

export const notAFunction = 7;
