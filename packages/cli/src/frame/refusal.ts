import { type InvalidInputError, inputRefusal, type Place } from '@configdrive/issues';
import { type CommandIssueCode, commandCodes } from './codes.ts';

/** What is wrong with a file, an option or the environment; the exit code is that of a wrong input. */
export const refusal = (code: CommandIssueCode, place: Place, message: string): InvalidInputError =>
  inputRefusal(commandCodes, code, place, message);
