/**
 * Whether tests are to take their long form: many more cases, and larger ones, hours of them. `npm run test:long` says so; what
 * came of it is in test/long/last-run.json. Every test file that gets this from anywhere is one of the project `long`.
 */
export const isLong = process.env.CONFIGDRIVE_LONG === '1';
