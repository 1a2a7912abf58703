/**
 * cloud-init asks again, a second later, for what is not found: five more times for EC2's list at nova's address, ten for the vendor
 * data of a seed. A machine that has neither gets an empty answer, and no boot waits.
 */
import { answersOf, parseMachine, planConfigDrive } from '@configdrive/core';
import { expect, it } from 'vitest';

const machine = parseMachine({ vmData: [['metadata', 'vm-id', '6f1f9a3e-5d0c-4c39-9d52-0f3f5f6d3a11']] });

it('answers with empty vendor data where a seed has none', () => {
  const answer = answersOf(machine, { form: 'nocloud' }).get('/vendor-data');
  expect(answer?.content.byteLength).toBe(0);
});

it('answers with an empty list where a drive that is served as OpenStack has no tree of EC2', () => {
  const drive = planConfigDrive(machine, { timestamp: new Date(0) });
  const answers = answersOf(drive, { form: 'openstack' });
  expect(drive.entries.some(({ path }) => path.startsWith('ec2/'))).toBe(false);
  expect(answers.get('/latest/meta-data/')?.content.byteLength).toBe(0);
});

it('lists what a machine has of EC2', () => {
  const listing = answersOf(machine, { form: 'openstack' }).get('/latest/meta-data/')?.content.text();
  expect(listing?.split('\n')).toContain('instance-id');
});
