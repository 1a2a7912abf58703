/**
 * A change of the public keys was called a bug of ours, with exit code 4, where the metadata of the drive nests deeper than the
 * engine's stack: the guests' check compared what was there before and after as JSON texts, and writing those recurses.
 */
import { type ConfigDrive, DriveContent, parseMachine, planConfigDrive, withPublicKeys } from '@configdrive/core';
import { guestCheck } from '@configdrive/guests';
import { expect, it } from 'vitest';
import { SAMPLE } from '../drive/sample.ts';

const options = { timestamp: new Date('2026-07-01T00:00:00Z') };
const KEY = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGm4cX4h4wq1T0mOsFtqhMzo4PZz3RrYTqRZcYx0sVJS me';
const METADATA = 'openstack/latest/meta_data.json';
const nested = `${'[{"a":'.repeat(90_000)}1${'}]'.repeat(90_000)}`;

/** A drive whose metadata has this text as its keys. */
function driveWithKeys(keys: string): ConfigDrive {
  const drive = planConfigDrive(parseMachine(SAMPLE), options);
  const content = `{"uuid":"i-1","name":"web-1","public_keys":${keys}}`;
  return {
    ...drive,
    issues: [],
    entries: [...drive.entries.filter(({ path }) => path !== METADATA), { path: METADATA, content }],
  };
}

it.each([
  // To cloud-init it was no metadata before, so the guest that boots with it is a new instance.
  ['without an end', nested, []],
  ['as usual', '{"a":"b"}', ['booted-guest-unchanged']],
])('keys of metadata that nest %s are replaced', (_, keys, codes) => {
  const changed = withPublicKeys(driveWithKeys(keys), KEY, { ...options, check: guestCheck(['cloud-init']) });
  expect(changed.issues.map(({ code }) => code)).toEqual(codes);
  const { content } = changed.entries.find(({ path }) => path === METADATA) ?? {};
  const text = content instanceof DriveContent ? content.text() : undefined;
  expect(text).toContain(KEY);
  expect(text).not.toContain('{"a"');
});
