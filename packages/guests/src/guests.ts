/**
 * The guests' programs that are explained, each by rules of its own. The order is that of `explain`.
 */
import type { Issue } from '@configdrive/issues';
import { explainAfterburnCloudStack } from './afterburn/cloudstack.ts';
import { explainAfterburnOpenStack } from './afterburn/openstack.ts';
import { explainCirros } from './cirros/cirros.ts';
import { explainCloudInit } from './cloud-init/cloud-init.ts';
import { release22, release26 } from './cloud-init/releases.ts';
import { explainCloudbaseInit } from './cloudbase-init/cloudbase-init.ts';
import { explainLinuxScripts, newScripts, oldScripts } from './cloudstack/linux.ts';
import { explainWindowsScript } from './cloudstack/windows.ts';
import type { Verdict } from './findings.ts';
import { explainNuageinit } from './freebsd/nuageinit.ts';
import type { DriveView } from './guest-reading.ts';
import type { GuestView } from './guest-view.ts';
import { explainIgnition, ignitionPaths } from './ignition/ignition.ts';
import { explainIronic } from './ironic/ironic.ts';
import { explainNoCloud } from './nocloud/nocloud.ts';
import { explainTalos } from './talos/talos.ts';
import { explainVyos } from './vyos/vyos.ts';

export interface GuestOutcome {
  readonly verdict: Verdict;
  readonly issues: readonly Issue[];
  readonly view: GuestView;
}

interface Guest {
  readonly name: string;
  readonly version: string;
  readonly explain: (drive: DriveView) => GuestOutcome;
}

export const guests = [
  { name: 'cloud-init', version: '22.4', explain: (drive) => explainCloudInit(drive, release22) },
  { name: 'cloud-init', version: '26', explain: (drive) => explainCloudInit(drive, release26) },
  { name: 'cloud-init-nocloud', version: '22.4', explain: (drive) => explainNoCloud(drive, release22) },
  { name: 'cloud-init-nocloud', version: '26', explain: (drive) => explainNoCloud(drive, release26) },
  { name: 'cloudbase-init', version: '2026-04', explain: explainCloudbaseInit },
  {
    name: 'ignition-cloudstack',
    version: '2.14',
    explain: (drive) => explainIgnition(drive, ignitionPaths.cloudstack),
  },
  { name: 'ignition-openstack', version: '2.14', explain: (drive) => explainIgnition(drive, ignitionPaths.openstack) },
  { name: 'afterburn-cloudstack', version: '5.10', explain: explainAfterburnCloudStack },
  { name: 'afterburn-openstack', version: '5.10', explain: explainAfterburnOpenStack },
  { name: 'cloudstack-scripts-linux', version: 'old', explain: (drive) => explainLinuxScripts(drive, oldScripts) },
  { name: 'cloudstack-scripts-linux', version: 'new', explain: (drive) => explainLinuxScripts(drive, newScripts) },
  { name: 'cloudstack-script-windows', version: '4.22', explain: explainWindowsScript },
  { name: 'talos', version: '2026-08', explain: explainTalos },
  { name: 'freebsd-nuageinit', version: '2025', explain: explainNuageinit },
  { name: 'cirros', version: '2024-09', explain: explainCirros },
  { name: 'vyos', version: '2024-02', explain: explainVyos },
  { name: 'ironic', version: '2026-08', explain: explainIronic },
] as const satisfies readonly Guest[];

export type GuestName = (typeof guests)[number]['name'];
