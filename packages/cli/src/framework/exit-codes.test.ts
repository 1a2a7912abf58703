import { InvalidImageError, InvalidInputError, type Issue, StorageError } from '@configdrive/issues';
import { CommanderError } from 'commander';
import { describe, expect, it } from 'vitest';
import { exitCodeOf } from './exit-codes.ts';

const issue: Issue = { code: 'x', severity: 'error', place: [], message: 'x' };

describe('exitCodeOf', () => {
  it.each([
    [new InvalidImageError([issue]), 1],
    [new InvalidInputError([issue]), 2],
    [new CommanderError(1, 'commander.unknownOption', 'x'), 2],
    [new StorageError(issue, { path: '/x', step: 'write' }), 3],
    [new TypeError('x'), 4],
    ['x', 4],
  ])('tells whose fault %s was', (error, code) => {
    expect(exitCodeOf(error)).toBe(code);
  });
});
