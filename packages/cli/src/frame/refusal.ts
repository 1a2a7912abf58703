import { InvalidInputError, type Place } from 'iso9660-format';
import type { CommandIssueCode } from './codes.ts';

/** What is wrong with a file, an option or the environment; the exit code is that of a wrong input. */
export const refusal = (code: CommandIssueCode, place: Place, message: string): InvalidInputError =>
  new InvalidInputError([{ code, severity: 'error', place, message }]);
