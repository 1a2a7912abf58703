/** A check of drives as somebody's module exports it: it looks for the host name, and finds fault with the third. */

import { DriveContent } from '@configdrive/core';

/** @type {import('@configdrive/core').DriveCheck} */
export function hostIssues({ entries }) {
  const path = 'openstack/latest/meta_data.json';
  const severity = textOf(entries.find((each) => each.path === path)?.content).includes('web-2') ? 'error' : 'notice';
  return [{ code: 'host-seen', severity, place: [path], message: 'a guest looks here' }];
}

/** @param {import('@configdrive/core').Content | undefined} content */
const textOf = (content) => (content instanceof DriveContent ? (content.text() ?? '') : '');

export const notAFunction = 7;
