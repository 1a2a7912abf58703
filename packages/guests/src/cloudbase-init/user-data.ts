/**
 * How cloudbase-init handles user data (plugins/common/{userdata,userdatautils}.py): by its first bytes, case exact.
 */
import { latin1Text } from '@configdrive/core/internal';

/** The first that fits counts; bytes are looked at as Latin-1. */
const kinds: readonly (readonly [beginning: RegExp, kind: string])[] = [
  [/^\u001f\u008b/, 'gzip'],
  [/^Content-Type: multipart/, 'multipart'],
  [/^#cloud-config/, 'cloud-config'],
  [/^\s*-----BEGIN CERTIFICATE-----/, 'certificate'],
  [/^rem\s+cmd\s/, 'cmd'],
  [/^#!\s*\/usr\/bin\/env\s+python\s/, 'python'],
  [/^#!/, 'bash'],
  [/^#(?:ps1|ps1_sysnative)\s/, 'powershell'],
  [/^#ps1_x86\s/, 'powershell x86'],
  [/<\/?(?:script|powershell)>/, 'ec2config'],
];

export function cloudbaseKind(bytes: Uint8Array): string | undefined {
  const text = latin1Text(bytes);
  return kinds.find(([beginning]) => beginning.test(text))?.[1];
}
