/**
 * The tables of the service as kysely sees them; `migrations/` makes them. Columns called `sealed_…` hold what `sealerOf` made, with
 * the column's name in the place, so that a copy of the database tells no content.
 */
import type { ColumnType, Generated, JSONColumnType } from 'kysely';

/** What every row has. Lists are in the order of `seq`: rows of one transaction have the same `created`. */
export interface RowColumns {
  readonly id: Generated<string>;
  /** Digits: more than a number of JavaScript may hold. */
  readonly seq: ColumnType<string, never, never>;
  readonly created: Generated<Date>;
}

export interface DomainTable extends RowColumns {
  /** Null at the root alone. */
  readonly parent_id: string | null;
  readonly name: string;
  /** `ROOT/sales`. */
  readonly path: string;
}

export interface AccountTable extends RowColumns {
  readonly domain_id: string;
  readonly name: string;
  /** 0 user, 1 root administrator, 2 domain administrator. */
  readonly type: number;
  readonly state: Generated<'enabled' | 'disabled' | 'locked'>;
}

export interface UserTable extends RowColumns {
  readonly account_id: string;
  /** Of the account: names of users are unique in a domain. */
  readonly domain_id: string;
  readonly username: string;
  readonly first_name: string;
  readonly last_name: string;
  readonly email: string;
  readonly timezone: string | null;
  readonly source: Generated<'native' | 'ldap'>;
  readonly state: Generated<'enabled' | 'disabled' | 'locked'>;
}

/** At most one of a user: a second registration takes the place of the first. */
export interface AccessKeyTable extends RowColumns {
  readonly user_id: string;
  readonly api_key: string;
  readonly sealed_secret: string;
}

export interface ZoneTable extends RowColumns {
  readonly name: string;
  readonly network_type: Generated<'Basic' | 'Advanced'>;
  readonly allocation_state: Generated<'Enabled' | 'Disabled'>;
  readonly dns: string | null;
  readonly internal_dns: string | null;
  readonly network_domain: string | null;
}

export interface HostTable extends RowColumns {
  readonly zone_id: string;
  readonly name: string;
  readonly hypervisor: string;
  readonly ip_address: string | null;
  readonly state: Generated<string>;
  readonly resource_state: Generated<string>;
}

export interface ServiceOfferingTable extends RowColumns {
  readonly name: string;
  readonly display_text: string;
  readonly cpu_number: number;
  readonly cpu_speed: number;
  /** In MiB. */
  readonly memory: number;
}

export interface TemplateTable extends RowColumns {
  readonly zone_id: string;
  readonly account_id: string;
  readonly name: string;
  readonly display_text: string;
  readonly hypervisor: string;
  readonly format: string;
  readonly password_enabled: Generated<boolean>;
  readonly is_public: Generated<boolean>;
  readonly is_featured: Generated<boolean>;
  readonly user_data_id: string | null;
  readonly user_data_policy: 'ALLOWOVERRIDE' | 'APPEND' | 'DENYOVERRIDE' | null;
}

export interface NetworkOfferingTable extends RowColumns {
  readonly name: string;
  readonly display_text: string;
  readonly traffic_type: string;
  readonly guest_ip_type: 'Isolated' | 'Shared' | 'L2';
  readonly state: Generated<'Enabled' | 'Disabled'>;
  readonly availability: Generated<'Optional' | 'Required'>;
  readonly specify_vlan: Generated<boolean>;
  readonly conserve_mode: Generated<boolean>;
  readonly is_default: Generated<boolean>;
  readonly service_offering_id: string | null;
}

/** Goes with its offering. */
export interface NetworkOfferingServiceTable extends RowColumns {
  readonly network_offering_id: string;
  /** `UserData`. */
  readonly service: string;
  /** `ConfigDrive`. */
  readonly provider: string;
  readonly capabilities: JSONColumnType<Readonly<Record<string, string>>, string | undefined>;
}

export interface NetworkTable extends RowColumns {
  readonly zone_id: string;
  readonly account_id: string;
  readonly network_offering_id: string;
  readonly name: string;
  readonly display_text: string;
  readonly state: Generated<string>;
  readonly cidr: string | null;
  readonly gateway: string | null;
  readonly netmask: string | null;
  readonly start_ip: string | null;
  readonly end_ip: string | null;
  readonly network_domain: string | null;
}

/** Of a provider of network services in a zone. */
export interface ProviderStateTable extends RowColumns {
  readonly zone_id: string;
  readonly provider: string;
  readonly state: 'Enabled' | 'Disabled';
}

export interface InstanceTable extends RowColumns {
  readonly account_id: string;
  readonly zone_id: string;
  /** Where it runs, or ran last. */
  readonly host_id: string | null;
  readonly service_offering_id: string;
  readonly template_id: string;
  readonly name: string;
  readonly display_name: string;
  /** The hypervisor's: `i-2-17-VM`. */
  readonly instance_name: string;
  readonly hypervisor: string;
  readonly state: 'Starting' | 'Running' | 'Stopping' | 'Stopped' | 'Destroyed' | 'Expunging' | 'Error';
  /** Raised whenever its disk is made anew: first start and rebuild have a password of their own. */
  readonly generation: Generated<number>;
  readonly details: JSONColumnType<Readonly<Record<string, string>>, string | undefined>;
  readonly group_name: string | null;
  readonly delete_protection: Generated<boolean>;
  readonly sealed_user_data: string | null;
  readonly user_data_id: string | null;
  /** Values of the parameters of registered user data. */
  readonly sealed_user_data_details: string | null;
  readonly sealed_password: string | null;
  /** The password is not on a drive yet: the next start puts it there. */
  readonly update_parameters: Generated<boolean>;
  readonly drive_location: string | null;
  readonly drive_path: string | null;
  readonly drive_sha256: string | null;
}

/** Goes with its instance. */
export interface NicTable extends RowColumns {
  readonly instance_id: string;
  readonly network_id: string;
  readonly device_id: number;
  readonly mac_address: string;
  readonly ip_address: string | null;
  readonly netmask: string | null;
  readonly gateway: string | null;
  /** Of one NIC of an instance. */
  readonly is_default: boolean;
}

export interface SshKeyPairTable extends RowColumns {
  readonly account_id: string;
  readonly name: string;
  readonly public_key: string;
  readonly fingerprint: string;
}

/** Goes with its instance, and stays when the key pair that it was taken from is deleted. */
export interface InstanceKeyTable extends RowColumns {
  readonly instance_id: string;
  /** The first is 0. */
  readonly position: number;
  readonly name: string;
  readonly public_key: string;
}

export interface UserDataTable extends RowColumns {
  readonly account_id: string;
  readonly name: string;
  readonly sealed_content: string;
  /** Names with commas between them. */
  readonly parameters: string | null;
}

export interface SettingTable extends RowColumns {
  readonly name: string;
  readonly scope: 'global' | 'zone' | 'domain' | 'account';
  /** Null for the whole. */
  readonly scope_id: string | null;
  readonly value: string;
}

/** No foreign keys: what happened stays when what it happened to is gone. */
export interface EventTable extends RowColumns {
  readonly account_id: string;
  readonly user_id: string;
  /** `VM.CREATE`. */
  readonly type: string;
  readonly level: 'INFO' | 'WARN' | 'ERROR';
  readonly state: 'Scheduled' | 'Started' | 'Completed';
  /** Names and ids, never a content. */
  readonly description: string;
  readonly resource_type: string | null;
  readonly resource_id: string | null;
}

/** Which migrations this database has. */
export interface MigrationTable {
  readonly name: string;
  readonly applied: Generated<Date>;
}

export interface Database {
  readonly domain: DomainTable;
  readonly account: AccountTable;
  readonly user: UserTable;
  readonly access_key: AccessKeyTable;
  readonly zone: ZoneTable;
  readonly host: HostTable;
  readonly service_offering: ServiceOfferingTable;
  readonly template: TemplateTable;
  readonly network_offering: NetworkOfferingTable;
  readonly network_offering_service: NetworkOfferingServiceTable;
  readonly network: NetworkTable;
  readonly provider_state: ProviderStateTable;
  readonly instance: InstanceTable;
  readonly nic: NicTable;
  readonly ssh_key_pair: SshKeyPairTable;
  readonly instance_key: InstanceKeyTable;
  readonly user_data: UserDataTable;
  readonly setting: SettingTable;
  readonly event: EventTable;
  readonly migration: MigrationTable;
}
