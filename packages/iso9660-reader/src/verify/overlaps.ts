/** Who lies where: nothing in the system area, nothing outside the volume, nothing on top of another (R2, R8, R10, R94). */
import type { Claim } from '../inventory/claims.ts';
import { endOf } from '../inventory/claims.ts';
import type { Check } from './check.ts';

export const checkOverlaps: Check = ({ inventory, report }) => {
  const { claims, volumeByteLength } = inventory;
  const [systemArea] = claims;
  if (systemArea === undefined) return;
  let furthest = systemArea;
  for (const claim of claims) {
    // The catalogue is most often a file of the tree as well.
    if (claim === systemArea || claim.kind === 'boot catalogue') continue;
    const where = { offset: claim.offset, ...(claim.paths[0] === undefined ? {} : { path: claim.paths[0] }) };
    if (claim.offset < endOf(systemArea)) {
      report('area-in-system-area', where, { got: titleOf(claim) });
    } else if (claim.offset < endOf(furthest)) {
      const rule = claim.kind === 'continuation' && furthest.kind === 'continuation' ? 'R94' : 'R10';
      report('areas-overlap', where, { rule, got: `${titleOf(claim)} and ${titleOf(furthest)}` });
    }
    if (endOf(claim) > volumeByteLength) report('area-outside-volume', where, { got: titleOf(claim) });
    if (endOf(claim) > endOf(furthest)) furthest = claim;
  }
};

const titleOf = ({ kind, title, paths: [path], byteLength }: Claim): string =>
  `${kind}${title === '' ? '' : ` (${title})`}${path === undefined ? '' : ` /${path}`} of ${byteLength} bytes`;
