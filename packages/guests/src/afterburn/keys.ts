/**
 * SSH keys as Afterburn reads them (the crate openssh-keys): one key per text, of eight types, and one that cannot be read
 * costs all others.
 */
import { publicKeyOf } from '@configdrive/core/internal';

const type =
  /(?:^|\s)(?:ssh-rsa|ssh-dss|ssh-ed25519|sk-ssh-ed25519@openssh\.com|ecdsa-sha2-nistp(?:256|384|521)|sk-ecdsa-sha2-nistp256@openssh\.com)\s/;

/** `joined`: the second line is taken for the comment of the first. */
export function afterburnKey(text: string): 'key' | 'joined' | 'none' {
  const [first = '', ...more] = text.trim().split('\n');
  const key = publicKeyOf(first.trim());
  if (key === undefined || !type.test(first)) return 'none';
  if (more.length === 0) return 'key';
  return more.length === 1 && key.comment === '' ? 'joined' : 'none';
}
