/** The real cloud-init as a client of a metadata service: its CloudStack, OpenStack and NoCloud sources, and its crawl of EC2's tree. */

/** One guest that is to ask. */
export interface AskingGuest {
  readonly source: 'cloudStack' | 'openStack' | 'ec2' | 'noCloud';
  /** The address that it asks from. */
  readonly from: string;
  /** NoCloud, EC2: where its seed or tree is. OpenStack: where the service is, when not at 169.254.169.254. */
  readonly seedFrom?: string;
  /** Files of its drive by the names of metadata, in base64: cloud-init reads them as it reads answers. */
  readonly values?: Readonly<Record<string, string>>;
}

export interface ServedVerdict {
  readonly accepted: true;
  readonly warnings: readonly string[];
  /** Address of the service that it found, or its URL. */
  readonly router: string;
  readonly instanceId: string;
  /** Without the domain. */
  readonly hostname: string | null;
  readonly publicKeys: readonly string[];
  readonly availabilityZone: string | null;
  readonly metadata: Readonly<Record<string, unknown>>;
  /** `values`, as cloud-init reads them. */
  readonly values: Readonly<Record<string, unknown>>;
  /** In base64, as vendorData. */
  readonly userData: string | null;
  readonly vendorData: string | null;
  /** By the password server. */
  readonly password: string | null;
  /** Of OpenStack: network_data.json. */
  readonly networkData: unknown;
}

export interface UnservedVerdict {
  readonly accepted: false;
  readonly error: string;
  readonly warnings: readonly string[];
}

export type HttpVerdict = ServedVerdict | UnservedVerdict;

/** Run by the interpreter that has cloud-init, with the guests as JSON on its standard input. */
export const CLOUD_INIT_OVER_HTTP = new URL('./python/cloud_init_over_http.py', import.meta.url).pathname;
