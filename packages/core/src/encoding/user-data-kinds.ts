/**
 * How cloud-init would handle a piece of user data or vendor data (handlers/__init__.py, user_data.py).
 */
import { strictUtf8Text } from 'iso9660-format';
import { isGzip } from './gzip.ts';
import { latin1Text } from './latin1.ts';
import { withoutLeadingSpace } from './python-space.ts';

/** The beginning of a text, in lower case, and the media type it stands for; the longest first. */
const beginnings: readonly (readonly [beginning: string, kind: string])[] = [
  ['#cloud-config-archive', 'text/cloud-config-archive'],
  ['#cloud-config-jsonp', 'text/cloud-config-jsonp'],
  ['## template: jinja', 'text/jinja2'],
  ['#cloud-boothook', 'text/cloud-boothook'],
  ['#cloud-config', 'text/cloud-config'],
  ['#part-handler', 'text/part-handler'],
  ['#include-once', 'text/x-include-once-url'],
  ['#include', 'text/x-include-url'],
  ['#!', 'text/x-shellscript'],
];

/** `mime-version:` within so many bytes makes a text a message. */
const MIME_WINDOW = 4096;

/** Undefined is user data that cloud-init does not handle; null, a MIME message that is not UTF-8, stops it. */
export function cloudInitKind(bytes: Uint8Array): string | null | undefined {
  if (isGzip(bytes)) return 'application/gzip';
  const text = strictUtf8Text(bytes);
  if (isMime(bytes)) return text === undefined ? null : 'multipart/mixed';
  return text === undefined ? undefined : kindOfText(text);
}

/** By its first line alone. */
export function kindOfText(text: string): string | undefined {
  const start = withoutLeadingSpace(text).slice(0, 32).toLowerCase();
  return beginnings.find(([beginning]) => start.startsWith(beginning))?.[1];
}

const isMime = (bytes: Uint8Array): boolean =>
  latin1Text(bytes.subarray(0, MIME_WINDOW)).toLowerCase().includes('mime-version:');
