/** Mode and group of a new file, as the command line says them. */
import { readFileSync } from 'node:fs';
import { refusal } from '../frame/codes.ts';

/** `640` or `0640`. */
export function modeOf(text: string): number {
  if (/^0?[0-7]{3}$/.test(text)) return Number.parseInt(text, 8);
  throw refusal('mode-invalid', ['--mode'], 'must be three octal digits, as in 640');
}

/** A number, or a name of /etc/group. Groups that only a directory service knows must be given by number. */
export function groupOf(text: string): number {
  if (/^[0-9]{1,10}$/.test(text)) return Number(text);
  const line = groupLines().find((fields) => fields[0] === text);
  if (line?.[2] !== undefined) return Number(line[2]);
  throw refusal('group-unknown', ['--group'], 'no such group in /etc/group; give its number (getent group tells it)');
}

function groupLines(): readonly (readonly string[])[] {
  try {
    return readFileSync('/etc/group', 'utf8')
      .split('\n')
      .map((line) => line.split(':'));
  } catch {
    return [];
  }
}
