/** Of a mode, without what says which kind of file it is. */
export const PERMISSIONS = 0o7777;

/** `0644`. */
export const octal = (mode: number): string => (mode & PERMISSIONS).toString(8).padStart(4, '0');
