/** A key that nobody has the other half of (RFC 8709 4, in the form of RFC 4253 6.6). */
export function keyOf(name: string): string {
  const parts = [Buffer.from('ssh-ed25519'), Buffer.alloc(32, name)];
  const blob = Buffer.concat(parts.flatMap((part) => [Buffer.from([0, 0, 0, part.length]), part]));
  return `ssh-ed25519 ${blob.toString('base64')} ${name}@example.org`;
}
