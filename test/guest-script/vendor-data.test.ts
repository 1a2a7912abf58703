/**
 * Real cloud-inits take the script for guests beside whatever else is in the vendor data: Debian 12's, and newer ones that
 * scripts/fetch-cloud-init.mjs has brought.
 */
import { basename } from 'node:path';
import { guestScript } from '@configdrive/core';
import { expect, it } from 'vitest';
import { fileOf, type PlanArguments, planOf } from '../core/helpers.ts';
import { newerCloudInits, type VendorDataVerdict, vendorDataToCloudInit } from '../support/cloud-init-vendor-data.ts';
import { describeUnless, foundAt, installCommandOf } from '../support/foreign.ts';

const PATH = 'openstack/latest/vendor_data.json';
const SHELL = '#!/bin/sh\necho "quotes \\ and ü"\n';
const CONFIG = '#cloud-config\nruncmd: [[touch, /run/vendor]]\npackages: [vendor]\nntp: {enabled: true}\n';
const MIME = `Content-Type: multipart/mixed; boundary="b"\nMIME-Version: 1.0\n\n--b\nContent-Type: text/cloud-config\n\n${CONFIG}\n--b\nContent-Type: text/x-shellscript\n\n${SHELL}\n--b--\n`;

/** The caller's own vendor data, in every form that it may have. */
const forms: readonly (readonly [name: string, vendorData: PlanArguments['vendorData']])[] = [
  ['none', undefined],
  ['a cloud-config', CONFIG],
  ['a script', SHELL],
  ['a boothook', '#cloud-boothook\ntrue\n'],
  ['MIME', MIME],
  ['a list', { 'cloud-init': [CONFIG, SHELL] }],
  ['a text in an object, beside something else', { 'cloud-init': CONFIG, note: { a: [1, null] } }],
  ['JSON of its own', JSON.stringify({ 'cloud-init': [SHELL, MIME] })],
];
const passwords = [undefined, 'a"b: #c\\'] as const;

const USER_DATA =
  '#cloud-config\nruncmd: [[touch, /run/user]]\nbootcmd: [[touch, /run/user-boot]]\npackages: [user]\nwrite_files: [{path: /run/u}]\n';
const OWN_LISTS = {
  runcmd: [['touch', '/run/user']],
  bootcmd: [['touch', '/run/user-boot']],
  packages: ['user'],
  write_files: [{ path: '/run/u' }],
};

const cases = forms.flatMap(([name, vendorData]) =>
  passwords.map((password) => ({
    name: `${name}, ${password === undefined ? 'no password' : 'a password'}`,
    password,
    given: {
      ...(vendorData === undefined ? {} : { vendorData }),
      vmData: password === undefined ? [] : [['password', 'vm_password', password] as const],
    } satisfies PlanArguments,
  })),
);

const drivesOf = (resets: PlanArguments['options']) =>
  cases.map(({ given }) => ({
    vendorData: fileOf(planOf({ ...given, options: resets ?? {} }), PATH) ?? '',
    userData: USER_DATA,
  }));

const isScript = ({ type, text }: VendorDataVerdict['parts'][number]): boolean =>
  type === 'text/cloud-boothook' && text === `#cloud-boothook\n${guestScript.text}`;

/** Debian 12's is the one that is installed. */
const judges: readonly (readonly [name: string, modules: string | undefined])[] = [
  ['of this machine', undefined],
  ...newerCloudInits().map((folder) => [`of Debian’s ${basename(folder)}`, folder] as const),
];
const remedy = [
  ...(foundAt('cloudinit') === undefined ? [installCommandOf(['cloudinit'])] : []),
  ...(judges.length === 1 ? ['node scripts/fetch-cloud-init.mjs'] : []),
].join(' && ');

describeUnless(remedy === '' ? undefined : remedy, 'vendor data with the script for guests', () => {
  it.each(judges)('is taken by the cloud-init %s', (_, modules) => {
    const verdicts = vendorDataToCloudInit(drivesOf({ resets: 'every-boot' }), modules);
    const plain = vendorDataToCloudInit(drivesOf({}), modules);
    for (const [index, { name, password }] of cases.entries()) {
      const [verdict, before] = [verdicts[index]!, plain[index]!];
      expect(verdict.parts.filter(isScript), name).toHaveLength(1);
      // All else is what it is without the script.
      expect(
        verdict.parts.filter((part) => !isScript(part)),
        name,
      ).toEqual(before.parts);
      expect(verdict.config, name).toEqual(before.config);
      expect(verdict.passwords, name).toEqual(
        password === undefined ? [] : [{ user: 'debian', password, hashed: false }],
      );
      expect(verdict.warnings, name).toEqual([]);
    }
  });

  it.each(judges)('takes no list of the user data away, with the cloud-init %s', (_, modules) => {
    for (const [index, { whole }] of vendorDataToCloudInit(drivesOf({ resets: 'every-boot' }), modules).entries())
      expect(whole, cases[index]?.name).toMatchObject(OWN_LISTS);
  });
});
