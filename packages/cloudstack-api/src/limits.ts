/** Limits of a request. Each holds for the whole of it, and is checked before work is done for what lies beyond. */

/** UTF-16 units of a query; whoever listens must let so much of a request line through. */
export const MAX_QUERY_LENGTH = 32 * 1024;

/** UTF-16 units of a form in a body: user data of 1 MiB, encoded, and what goes with them. */
export const MAX_BODY_LENGTH = 1.5 * 1024 * 1024;

/** Parts of query and body together, also those that are ignored. */
export const MAX_PARAMETERS = 1_000;

/** Different indexes of one map: `details[0].a`, `details[1].b` … */
export const MAX_MAP_INDEXES = 100;

/** UTF-16 units of a value that is no content. */
export const MAX_VALUE_LENGTH = 64 * 1024;

/** UTF-16 units of a parameter of type string whose entry names no limit. */
export const DEFAULT_STRING_LENGTH = 255;

/** UTF-16 units of user data in base64. */
export const MAX_USER_DATA_LENGTH = 1_048_576;

/** Objects on a page, and without a page: CloudStack's `default.page.size`. */
export const MAX_PAGE_SIZE = 500;

/** How far ahead `expires` may be where that is enforced. */
export const MAX_EXPIRES_AHEAD_MILLISECONDS = 15 * 60 * 1000;
