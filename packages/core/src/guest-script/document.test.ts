import { describe, expect, it } from 'vitest';
import { treeLabels } from '../labels.ts';
import { guestScript, guestScriptDocument, guestScriptVersionOf, isAccountName } from './document.ts';
import { guestScriptFiles } from './files.ts';

const defaults = { user: undefined, hostName: false, label: 'config-2' };

describe('the script for guests', () => {
  it('is a boothook that is told what it needs to know', () => {
    expect(guestScriptDocument(defaults)).toBe(`#cloud-boothook\n${guestScript.text}`);
    const told = guestScriptDocument({ user: 'admin', hostName: true, label: 'my-drive' });
    expect(told.split('\n').slice(0, 6)).toEqual([
      '#cloud-boothook',
      '#!/bin/sh',
      'CONFIGDRIVE_USER=admin',
      'CONFIGDRIVE_HOST_NAME=yes',
      'CONFIGDRIVE_LABELS=my-drive',
      `# configdrive guest script, version ${guestScript.version}`,
    ]);
    for (const document of [told, guestScriptDocument(defaults)])
      expect(guestScriptVersionOf(document)).toBe(guestScript.version);
  });

  it.each(['#cloud-config\n', '#cloud-boothook\n#!/bin/sh\necho\n', '', guestScript.text])(
    'is none of other documents',
    (document) => {
      expect(guestScriptVersionOf(document)).toBeUndefined();
    },
  );

  it('looks by itself for the labels of every tree', () => {
    const labels = Object.values(treeLabels).flatMap(({ usual, other }) => [usual, other]);
    expect(guestScript.text).toContain(`CONFIGDRIVE_LABELS:=${[...new Set(labels)].join(' ')}}`);
    for (const label of labels)
      expect(guestScriptDocument({ ...defaults, label })).not.toContain('CONFIGDRIVE_LABELS=');
  });

  it('sets the password of names only that mean nothing to a shell', () => {
    expect(['debian', 'web.admin-1', '_x', 'A'].every(isAccountName)).toBe(true);
    expect(['', '-x', '1a', 'a b', 'a;b', 'a\nb', "a'", 'x'.repeat(33)].some(isAccountName)).toBe(false);
  });
});

describe('the files of a template', () => {
  it('start the script where the script is', () => {
    const [script, ...others] = guestScriptFiles;
    expect(script).toMatchObject({ mode: 0o755, text: guestScript.text });
    for (const { name, text } of others.filter((file) => !file.name.endsWith('.conf')))
      expect(text.includes(script?.path ?? ''), name).toBe(true);
  });
});
