/** Whoever meets a code is told what to do about it, once, in a sentence; and of no code that there is not. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { coreCodes } from '@configdrive/core';
import { filesCodes } from '@configdrive/files';
import { fleetCodes } from '@configdrive/fleet';
import { guestCodes } from '@configdrive/guests';
import { storageCodes } from '@configdrive/issues';
import { jobsCodes } from '@configdrive/jobs';
import { serverCodes } from '@configdrive/metadata-server';
import { storeCodes } from '@configdrive/store';
import { imageCodes } from 'iso9660-reader';
import { writerCodes } from 'iso9660-writer';
import { expect, it } from 'vitest';
import { commandCodes } from '../framework/codes.ts';
import { advice, adviceOf } from './advice.ts';
import { writerMeanings } from './writer-meanings.ts';

const tables = [
  writerCodes,
  imageCodes,
  coreCodes,
  guestCodes,
  storageCodes,
  filesCodes,
  storeCodes,
  fleetCodes,
  serverCodes,
  jobsCodes,
  commandCodes,
];
const codes = new Set(tables.flatMap((table) => Object.keys(table)));

it('there is advice for every code, and for no other', () => {
  expect([...codes].filter((code) => adviceOf(code) === undefined)).toEqual([]);
  expect(Object.keys(advice).filter((code) => !codes.has(code))).toEqual([]);
  expect(adviceOf('toString')).toBeUndefined();
});

it.each(Object.entries(advice))('of %s is one short sentence', (_, text) => {
  expect(text).toMatch(/^(?:[A-Z`]).{10,}\.$/);
  expect(text.length).toBeLessThanOrEqual(200);
});

it('the writer’s codes mean what their doc comments say', () => {
  const source = fileURLToPath(new URL('../../../iso9660-writer/src/codes.ts', import.meta.url));
  const comments = readFileSync(source, 'utf8').matchAll(/\/\*\* (.*) \*\/\n\s*'([a-z0-9-]+)':/g);
  expect(writerMeanings).toEqual(Object.fromEntries(Array.from(comments, ([, text, code]) => [code, text])));
});
