/** Stands in every script for guests, and in every file that holds one as a text. */
export const GUEST_SCRIPT_MARK = '# configdrive guest script, version ';
