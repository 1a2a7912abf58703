import { describe, expect, it } from 'vitest';
import {
  ApiError,
  errorCodes,
  errorOfIssues,
  invalidValue,
  noSuchEntity,
  parameterError,
  unknownCommand,
} from './errors.ts';

describe('errors', () => {
  it('are of a number that the table has', () => {
    expect(new ApiError(431, 'a')).toMatchObject({ name: 'ApiError', errorCode: 431, message: 'a', problems: [] });
    expect(Object.values(errorCodes).filter(({ meaning }) => !meaning.endsWith('.'))).toEqual([]);
  });

  it('begin as the texts that clients match on', () => {
    expect(parameterError('listZones', [invalidValue('page', 'x')]).message).toBe(
      'Unable to execute API command listzones due to invalid value x for parameter page',
    );
    expect(parameterError('listZones', [noSuchEntity('id', 'x')]).message).toMatch(
      /^Unable to execute API command listzones due to invalid value\. Invalid parameter id value=x due to/,
    );
  });

  it('repeat no more than the beginning of what is not theirs', () => {
    expect(unknownCommand(`\u001b[31m${'x'.repeat(1000)}`).message).toBe(
      String.raw`The given command '\u001b[31m${'x'.repeat(59)}…' either does not exist or is not available for user`,
    );
  });

  it('are made of issues, all of them', () => {
    const error = errorOfIssues('createNetwork', [
      { code: 'mac-invalid', severity: 'error', place: ['nics', 0, 'mac'], message: 'must be six bytes' },
      { code: 'x', severity: 'error', place: [], message: 'is so', rule: 'R1' },
    ]);
    expect(error).toMatchObject({
      errorCode: 431,
      message:
        'Unable to execute API command createnetwork due to invalid value. nics[0].mac: must be six bytes; invalid value. is so (R1)',
      problems: [{ parameter: 'nics' }, { parameter: '' }],
    });
  });
});
