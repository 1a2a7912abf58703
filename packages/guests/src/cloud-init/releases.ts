/**
 * In what the two cloud-init releases looked at differ, where it matters to a config drive.
 */
export interface Release {
  readonly version: '22.1' | '22.4' | '26';
  /** What it makes of the network is written by its renderers, netplan's among them. */
  readonly renders: boolean;
  /** `services` inside a network are read (since mid-2024). */
  readonly networkServices: boolean;
  /** A bond is called bond0, bond1 … or by its `name`, where it has one. */
  readonly bondNames: 'numbered' | 'given';
  /** A gateway outside the network of its address is marked as on-link for netplan. */
  readonly onLinkGateways: boolean;
}

/** Debian 12: 22.4.2. Checked against the program itself. */
export const release22: Release = {
  version: '22.4',
  renders: true,
  networkServices: false,
  bondNames: 'numbered',
  onLinkGateways: false,
};

/** 26.2 of August 2026. Known from recorded verdicts and its source. */
export const release26: Release = {
  version: '26',
  renders: true,
  networkServices: true,
  bondNames: 'given',
  onLinkGateways: true,
};

/** What VyOS is built on; a module of its own sets up the network. */
export const releaseOfVyos: Release = { ...release22, version: '22.1', renders: false };
