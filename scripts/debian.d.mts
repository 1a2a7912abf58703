/** Types of debian.mjs for who is TypeScript. */
export function aptGet(directory: string, codename: string): (...words: string[]) => void;
