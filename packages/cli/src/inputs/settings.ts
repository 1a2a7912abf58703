/** What the command line and the environment say of a new file: mode, group, date. */
import { readFileSync } from 'node:fs';
import { refusal } from '../framework/codes.ts';
import { longFlag } from '../framework/command.ts';

/** Reads a mode such as `640` or `0640`. */
export function modeOf(text: string): number {
  if (/^0?[0-7]{3}$/.test(text)) return Number.parseInt(text, 8);
  throw refusal('mode-invalid', ['--mode'], 'must be three octal digits, as in 640');
}

/** Reads a group: a number, or a name of /etc/group. Groups that only a directory service knows must be given by number. */
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

/** Reads a number of seconds, such as `90` or `0.5`. */
export function millisecondsOf(option: string, text: string): number {
  if (/^[0-9]{1,7}(?:\.[0-9]{1,3})?$/.test(text)) return Number(text) * 1000;
  throw refusal('seconds-invalid', [longFlag(option)], 'must be a number of seconds, as in 90 or 0.5');
}

const LAST_RECORDABLE = Date.UTC(2156, 0) / 1000 - 1;

/** Gives the date of new drives: SOURCE_DATE_EPOCH, else the present, in whole seconds. */
export const buildTimestamp = (environment: NodeJS.ProcessEnv = process.env, now: number = Date.now()): Date =>
  statedTimestamp(environment) ?? new Date(Math.floor(now / 1000) * 1000);

/** Reads SOURCE_DATE_EPOCH (reproducible-builds.org), seconds since 1970; undefined where it is not set. */
export function statedTimestamp(environment: NodeJS.ProcessEnv = process.env): Date | undefined {
  const text = environment.SOURCE_DATE_EPOCH;
  if (text === undefined || text === '') return undefined;
  const seconds = Number(text);
  if (/^[0-9]{1,10}$/.test(text) && seconds <= LAST_RECORDABLE) return new Date(seconds * 1000);
  throw refusal('timestamp-invalid', ['SOURCE_DATE_EPOCH'], 'must be whole seconds since 1970, before the year 2156');
}
