export * from './entry.ts';
export * from './issues.ts';
export * from './platform.ts';
