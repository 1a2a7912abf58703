import { describe, expect, it } from 'vitest';
import { issuesOf, type PlanArguments, pathsOf, planOf, refusalsOf, TIMESTAMP } from '../../../../test/core/helpers.ts';
import { cloudstack, type ProfileName, portable } from '../profiles.ts';
import type { Triple } from './drive-input.ts';
import { isWindows } from './guest-os.ts';

const refusals = (given: PlanArguments): readonly string[] => refusalsOf(() => planOf(given));

/** Everything a plan notes, but for the NICs that these plans do not have. */
const notes = (given: PlanArguments): readonly string[] =>
  issuesOf(planOf(given)).filter((issue) => !issue.includes(' network-data-'));

describe('label, timestamp, limits', () => {
  it.each(['', 'x'.repeat(17), 'config 2', 'config/2', "it's", 'tab\t', 'ä', '😀', '\ud800', ' config-2', '../etc'])(
    'label %j is refused',
    (label) => {
      expect(refusals({ label })).toEqual(['label-invalid at label']);
      expect(refusals({ options: { label } })).toEqual(['label-invalid at label']);
    },
  );

  it.each(['a', 'x'.repeat(16), 'cidata', 'Config_2.x'])('label %j is written, with a warning', (label) => {
    expect(planOf({ label }).label).toBe(label);
    expect(notes({ label })).toEqual(['warning label-unknown at label']);
  });

  it('CONFIG-2 is a label, config-2 the default, and the option wins', () => {
    expect(notes({ label: 'CONFIG-2' })).toEqual([]);
    expect(planOf({}).label).toBe('config-2');
    expect(planOf({ label: 'CONFIG-2', options: { label: 'config-2' } }).label).toBe('config-2');
  });

  it('the timestamp must be a date', () => {
    expect(refusals({ options: { timestamp: new Date(Number.NaN) } })).toEqual(['timestamp-invalid at timestamp']);
    expect(planOf({}).timestamp).toBe(TIMESTAMP);
  });

  it('entries have a limit, directories and aliases counted', () => {
    const vmData = Array.from({ length: 20 }, (_, index): Triple => ['metadata', `p${index}`, 'v']);
    const { length } = planOf({ vmData }).entries;
    expect(refusals({ vmData, limits: { entries: length } })).toEqual([]);
    expect(refusals({ vmData, limits: { entries: length - 1 } })).toEqual(['too-many-entries at the input']);
    expect(refusals({ limits: { entries: -1 } })).toEqual(['limit-out-of-range at limits.entries']);
  });

  it('10,000 entries pass, a million triples are refused at once', () => {
    const triples = (count: number): Triple[] =>
      Array.from({ length: count }, (_, index): Triple => ['metadata', `p${index}`, 'v']);
    expect(refusals({ vmData: triples(9_995) })).toEqual([]);
    expect(refusals({ vmData: triples(9_996) })).toEqual(['too-many-entries at the input']);
    expect(refusals({ vmData: triples(1_000_000) })).toEqual(['too-many-entries at vmData']);
  });

  it('lists the first hundred problems and counts the rest', () => {
    const vmData = Array.from({ length: 150 }, (): Triple => ['metadata', '..', 'v']);
    const found = refusals({ vmData });
    expect(found).toHaveLength(101);
    expect(found.at(-1)).toBe('more-problems at the input');
  });
});

describe('profiles', () => {
  it('are chosen by the option, else the input, else portable', () => {
    expect(planOf({}).profile).toBe(portable);
    expect(planOf({ profile: 'cloudstack' }).profile).toBe(cloudstack);
    expect(planOf({ profile: 'cloudstack', options: { profile: 'portable' } }).profile).toBe(portable);
    const own = { ...portable, name: 'own', aliases: [] };
    expect(planOf({ options: { profile: own } }).profile).toBe(own);
  });

  it.each(['other', 'constructor', ''])('%j is none', (name) => {
    expect(refusals({ options: { profile: name as ProfileName } })).toEqual(['wrong-value at profile']);
  });

  it('change in single fields', () => {
    expect(planOf({ sshPwauth: true }).profile).toEqual({ ...portable, sshPwauth: true });
    expect(planOf({ sshPwauth: true, options: { sshPwauth: false } }).profile).toBe(portable);
    expect(planOf({ emptyNetworkData: 'write' }).profile).toEqual({ ...portable, emptyNetworkData: 'write' });
    expect(pathsOf(planOf({ options: { profile: { ...portable, aliases: [] } } }))).not.toContain(
      'cloudstack/metadata/vm_id.txt',
    );
  });
});

it.each([
  ['Windows', true],
  ['windows', true],
  ['Windows Server 2022 (64-bit)', true],
  ['Microsoft Windows 11', true],
  ['Ubuntu 24.04', false],
  ['Xwindows appliance', false],
  [undefined, false],
])('the guest system %s is Windows: %s', (guestOs, expected) => {
  expect(isWindows(guestOs)).toBe(expected);
});
