/** Parameters and fields that several commands have. */
import { boolean, integer, is, string, uuid } from './words.ts';

/** Pages of a list: `page` and `pagesize` only together, `pagesize=-1` for all. */
export const pages = {
  page: integer('the page, counted from 1; only together with pagesize'),
  pagesize: integer('the number of entries per page; -1 for all, then without page'),
  keyword: string('list by keyword: a part of the name'),
};

/** Of whom the listed objects are. */
export const owners = {
  account: string('list resources by account; must be used with domainid'),
  domainid: uuid('domain', 'list only resources belonging to the domain specified'),
  isrecursive: boolean('list also resources of the domains below domainid'),
  listall: boolean('list all resources that the caller may see; without it those of the own account'),
};

/** For whom something is done. */
export const owner = {
  account: string('an optional account for the resource; must be used with domainid'),
  domainid: uuid('domain', 'an optional domain id for the resource'),
};

/** Whose an object is. */
export const ownerFields = {
  account: is.string('the account that owns it'),
  domain: is.string('the name of the domain that it belongs to'),
  domainid: is.uuid('the ID of the domain that it belongs to'),
};

export const accountIdField = { accountid: is.uuid('the ID of the account that owns it') };

export const tagFields = {
  key: is.string('the key of the tag'),
  value: is.string('the value of the tag'),
  resourcetype: is.string('the type of the tagged resource'),
  resourceid: is.uuid('the ID of the tagged resource'),
  ...ownerFields,
};

export const tagsField = { tags: is.objects('the resource tags', tagFields) };

export const providerFields = {
  name: is.string('the provider name'),
  state: is.string('the state of the provider'),
  servicelist: is.strings('services of this provider'),
};

/** Services of an offering or a network, each with its providers and capabilities. */
export const serviceField = {
  service: is.objects('the list of supported services', {
    name: is.string('the service name'),
    provider: is.objects('the providers of the service', { name: is.string('the provider name') }),
    capability: is.objects('the capabilities of the service', {
      name: is.string('the capability name'),
      value: is.string('the capability value'),
      canchooseservicecapability: is.boolean('whether an offering may choose the value'),
    }),
  }),
};
