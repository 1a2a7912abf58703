/** `configdrive attachment`: words for a hypervisor. */
import { resolve } from 'node:path';
import { attachment as attachmentOf } from '@configdrive/core';
import type { attachment as words } from '../commands/attachment.ts';
import type { ActionOf } from '../framework/action.ts';
import { printFacts, printJson } from '../framework/output.ts';

/** Field names are API: adding one is minor, renaming one makes it `configdrive.attachment/2`. */
export const attachment: ActionOf<typeof words> = async ({ image }, options) => {
  const { hypervisor = 'libvirt', json, ...place } = options;
  const path = resolve(image);
  const facts = attachmentOf(path, { hypervisor, ...place });
  if (json) await printJson('configdrive.attachment/1', { hypervisor, path, ...facts });
  else await printFacts('xml' in facts ? facts.xml : facts.arguments.join('\n'));
};
