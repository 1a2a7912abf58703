/**
 * The rows of the threat model on inputs, as tables: what is tried, and what is required of it under each profile. A refused
 * input gives `code at place`; one that is built gives its issues, `severity code at place`; nothing to say is an empty list.
 */
import { InvalidInputError } from '@configdrive/issues';
import { afterEach, describe, expect, it } from 'vitest';
import { codeAndPlace, issuesOf, planInput, TIMESTAMP, VM_ID } from '../helpers.ts';

export type Required = readonly string[];

/** The input is everything but an identity; `inCloudstack` where that profile must do something else. */
export type Try = readonly [what: string, input: unknown, inPortable: Required, inCloudstack?: Required];

const PROFILES = ['portable', 'cloudstack'] as const;

type ProfileName = (typeof PROFILES)[number];

/** Every input has an identity first, so that its own triples begin at `vmData[1]`. */
export const triples = (...vmData: readonly unknown[]): { readonly vmData: readonly unknown[] } => ({
  vmData: [VM_ID, ...vmData],
});

/** The same with other members. */
export const withIdentity = (members: object): object => ({ ...triples(), ...members });

function verdictOn(input: unknown, profile: ProfileName): readonly string[] {
  try {
    const options = { timestamp: TIMESTAMP, profile };
    return issuesOf(planInput(input, options)).filter(isAboutTheTry);
  } catch (error) {
    if (error instanceof InvalidInputError) return error.issues.map(codeAndPlace);
    throw error;
  }
}

/** The error that refuses an input. */
export function refusalOf(act: () => unknown): InvalidInputError {
  try {
    act();
  } catch (error) {
    if (error instanceof InvalidInputError) return error;
    throw error;
  }
  throw new Error('not refused');
}

/** These inputs have no NICs unless they are about them. */
const isAboutTheTry = (issue: string): boolean => !/ network-data-(?:absent|empty) at nics$/.test(issue);

/** One row: a test for each thing that is tried. */
export function row(title: string, tries: readonly Try[]): void {
  describe(title, () => {
    // Not it.each, which would format the inputs: some are as deep as a million lists.
    for (const [what, input, inPortable, inCloudstack = inPortable] of tries) {
      it(what, () => {
        expect(verdictOn(input, 'portable'), 'portable').toEqual(inPortable);
        expect(verdictOn(input, 'cloudstack'), 'cloudstack').toEqual(inCloudstack);
      });
    }
  });
}

/** To be called once in each file. */
export const watchPrototypes = (): void =>
  afterEach(() => {
    expect(
      Reflect.ownKeys(Object.prototype).filter((key) => Object.propertyIsEnumerable.call(Object.prototype, key)),
    ).toEqual([]);
    expect(Object.keys(Array.prototype)).toEqual([]);
  });
