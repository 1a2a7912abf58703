/** Images for the writer's tests: one way to make them, so that every one of them is checked by the same judges. */
import { createHash } from 'node:crypto';
import { InvalidInputError, type Issue } from '@configdrive/issues';
import type { Entry } from 'iso9660-format';
import { type ImageLayout, type ImageOptions, layOutImage, toBytes } from 'iso9660-writer';
import { expect } from 'vitest';
import { plannedImageOf } from '../../packages/iso9660-writer/src/internal.ts';
import { complaintsOf, DELIBERATE } from '../support/soundness.ts';

export const TIMESTAMP = new Date('2026-03-01T12:34:56Z');

export const OPTIONS: ImageOptions = { volumeIdentifier: 'CONFIG_2', timestamp: TIMESTAMP };

export interface Image {
  readonly layout: ImageLayout;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/**
 * An image of entries, with a usual label and date where nothing else is asked for. Each image is verified as it is made,
 * at its strictest.
 * @param bends Rules that the names or the options bend on purpose: those may be reported, no others.
 */
export function imageOf(
  entries: readonly Entry[],
  options: Partial<ImageOptions> = {},
  bends: readonly string[] = [],
): Image {
  const layout = layOutImage(entries, { ...OPTIONS, ...options });
  const bytes = toBytes(layout);
  expect(complaintsOf(bytes, [...DELIBERATE, ...bends]), 'a strict verifier').toEqual([]);
  return { layout, bytes };
}

/** The issues an input is refused with, warnings not among them; empty when it is taken. */
export function refusalsOf(entries: readonly Entry[], options: Partial<ImageOptions> = {}): readonly Issue[] {
  try {
    layOutImage(entries, { ...OPTIONS, ...options });
    return [];
  } catch (error) {
    if (error instanceof InvalidInputError) return error.issues;
    throw error;
  }
}

/** Files of one byte each. */
export const filesNamed = (paths: readonly string[]): readonly Entry[] => paths.map((path) => ({ path, content: 'x' }));

export const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** Identifiers of one tree with the place of each directory in front, as they are laid out; without versions. */
export const identifiersOf = (layout: ImageLayout, tree: 'plain' | 'joliet' = 'plain'): readonly string[] =>
  plannedImageOf(layout)
    .trees.filter(({ namespace }) => namespace.kind === tree)
    .flatMap(({ directories }) =>
      directories.flatMap(({ identifier, identifiers }) => identifiers.map((below) => `${identifier}/${below}`)),
    );
