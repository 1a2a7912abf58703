/** A line that was no HTTP, on port 8080 of a router, became the password of a guest that asks by wget. */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { guestScript } from '@configdrive/core';
import { expect, it } from 'vitest';
import { canBoot, Guest, USER } from '../guest-script/stage.ts';
import { useTemporaryDirectory } from '../support/temporary.ts';

const SERVER = fileURLToPath(new URL('../guest-script/password-server.mjs', import.meta.url));
const ADDRESS = `127.87.${(process.pid >> 8) & 255}.${process.pid & 255}`;
const path = useTemporaryDirectory();

it.runIf(canBoot)('what is no HTTP sets no password and acknowledges none', async () => {
  mkdirSync(path('router'));
  writeFileSync(path('router', 'password'), 'canary');
  writeFileSync(path('router', 'manner'), 'no HTTP');
  const server = spawn(process.execPath, [SERVER, ADDRESS, path('router')], { stdio: 'inherit' });
  try {
    while (!existsSync(path('router', 'listening')) && server.exitCode === null)
      await new Promise((go) => setTimeout(go, 20));
    const guest = new Guest(path('guest'));
    guest.insert(undefined);
    guest.write('script', guestScript.text, 0o755);
    const { status, says } = guest.boot({ router: ADDRESS, hidden: ['curl'] });
    expect(status).toBe(0);
    expect(says).toMatch(/^configdrive: there is no drive, and no password server answers on port 8080 of .*\n$/);
    expect(guest.read('etc/shadow')).toContain(`${USER}:!:`);
    expect(readFileSync(path('router', 'events'), 'utf8')).toBe('send_my_password\n');
  } finally {
    server.kill();
  }
});
