/**
 * The script that runs in a guest at each boot, as a document of vendor data: cloud-init runs a boothook whenever the guest boots.
 * Its source is packages/core/guest-script/configdrive-guest.sh.
 */
import { treeLabels } from '../labels.ts';
import { GUEST_SCRIPT, GUEST_SCRIPT_VERSION } from './text.ts';

/** What the script of a drive is told. */
export interface GuestScriptSetting {
  /** Whose password and keys are set; undefined: cloud-init's default user, else root. */
  readonly user: string | undefined;
  /** The host name is set, too. */
  readonly hostName: boolean;
  /** The label of the drive. */
  readonly label: string;
}

const BOOTHOOK = '#cloud-boothook\n';
const SHELL = '#!/bin/sh\n';

/** Those that the script looks for by itself. */
const knownLabels: ReadonlySet<string> = new Set(
  Object.values(treeLabels).flatMap(({ usual, other }) => [usual, other]),
);

/** Names of accounts, as useradd takes them: no character of them has a meaning to a shell. */
export const isAccountName = (name: string): boolean => /^[A-Za-z_][A-Za-z0-9_.-]{0,31}$/.test(name);

/** The document that cloud-init runs. */
export function guestScriptDocument({ user, hostName, label }: GuestScriptSetting): string {
  const settings = [
    ...(user === undefined ? [] : [`CONFIGDRIVE_USER=${user}`]),
    ...(hostName ? ['CONFIGDRIVE_HOST_NAME=yes'] : []),
    ...(knownLabels.has(label) ? [] : [`CONFIGDRIVE_LABELS=${label}`]),
  ];
  const lines = settings.map((line) => `${line}\n`).join('');
  return BOOTHOOK + SHELL + lines + GUEST_SCRIPT.slice(SHELL.length);
}

const head =
  /^#cloud-boothook\n#!\/bin\/sh\n(?:CONFIGDRIVE_[A-Z_]{1,20}=[\w.-]{1,40}\n){0,3}# configdrive guest script, version (\d{1,9})\n/;

/** The version of the script in a document of vendor data; undefined: it is something else. */
export function guestScriptVersionOf(document: string): number | undefined {
  const version = head.exec(document)?.[1];
  return version === undefined ? undefined : Number(version);
}

/** The script, and its version. */
export interface GuestScript {
  readonly version: number;
  /** For sh; a file of it is run at each boot, as root. */
  readonly text: string;
}

/** The script that applies a reset in a guest, for those who bake it into a template. */
export const guestScript: GuestScript = /* @__PURE__ */ Object.freeze({
  version: GUEST_SCRIPT_VERSION,
  text: GUEST_SCRIPT,
});
