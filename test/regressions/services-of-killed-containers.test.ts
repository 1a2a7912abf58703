/** A metadata service that was killed in its container never started again in a new one: its ledger was busy at once, for ever. */
import { mkdirSync, readdirSync } from 'node:fs';
import { openPasswordLedger } from '@configdrive/metadata-server';
import { expect, it } from 'vitest';
import { inAnotherContainer, leaveLock } from '../storage/locks.ts';
import { useTemporaryDirectory } from '../support/temporary.ts';

const path = useTemporaryDirectory();
const FILE = 'passwords.ledger';

it('the ledger of a service that was killed in another container is taken over', async () => {
  mkdirSync(path('state'));
  const { lock } = leaveLock(path('state'), FILE, inAnotherContainer);
  const ledger = await openPasswordLedger(path('state'), { takeOverAfterMilliseconds: 200 });
  expect(readdirSync(path('state'))).not.toContain(lock);
  const version = ledger.versionOf('i-2-10-VM', 'Secret-1');
  await ledger.fetched('i-2-10-VM', version);
  await ledger.acknowledged('i-2-10-VM');
  await ledger.close();
  const again = await openPasswordLedger(path('state'));
  expect(again.isTaken('i-2-10-VM', version)).toBe(true);
  await again.close();
});

it('the ledger of a service that lives is refused', async () => {
  const ledger = await openPasswordLedger(path('held'));
  await expect(openPasswordLedger(path('held'), { maxWaitMilliseconds: 0 })).rejects.toMatchObject({ code: 'busy' });
  await ledger.close();
});
