export { type JobsCode, jobsCodes } from './codes.ts';
export { type ServerAccount, serverAccount } from './postgres/account.ts';
export { type PostgresOptions, type RunningPostgres, startPostgres } from './postgres/start.ts';
