/**
 * Words of the Linux kernel's bonding driver (Documentation/networking/bonding.rst), and which modes each parameter is for.
 */

export const bondModes = [
  'balance-rr',
  'active-backup',
  'balance-xor',
  'broadcast',
  '802.3ad',
  'balance-tlb',
  'balance-alb',
] as const;

export type BondMode = (typeof bondModes)[number];

/** Those that Windows' cloudbase-init knows, too. */
export const hashPolicies = ['layer2', 'layer2+3', 'layer3+4', 'encap2+3', 'encap3+4'] as const;

export type HashPolicy = (typeof hashPolicies)[number];

/** In other modes the kernel refuses the parameter, or has no use for it. */
export const modesFor: Readonly<Record<'lacpRate' | 'xmitHashPolicy', ReadonlySet<BondMode>>> = {
  lacpRate: new Set(['802.3ad']),
  xmitHashPolicy: new Set(['802.3ad', 'balance-xor', 'balance-tlb']),
};
