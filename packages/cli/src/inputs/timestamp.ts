import { refusal } from '../frame/codes.ts';

const LAST_RECORDABLE = Date.UTC(2156, 0) / 1000 - 1;

/** SOURCE_DATE_EPOCH, else the present, in whole seconds. */
export const buildTimestamp = (environment: NodeJS.ProcessEnv = process.env, now: number = Date.now()): Date =>
  statedTimestamp(environment) ?? new Date(Math.floor(now / 1000) * 1000);

/** SOURCE_DATE_EPOCH (reproducible-builds.org): seconds since 1970. */
export function statedTimestamp(environment: NodeJS.ProcessEnv = process.env): Date | undefined {
  const text = environment.SOURCE_DATE_EPOCH;
  if (text === undefined || text === '') return undefined;
  const seconds = Number(text);
  if (/^[0-9]{1,10}$/.test(text) && seconds <= LAST_RECORDABLE) return new Date(seconds * 1000);
  throw refusal('timestamp-invalid', ['SOURCE_DATE_EPOCH'], 'must be whole seconds since 1970, before the year 2156');
}
