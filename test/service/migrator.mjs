/** A process that migrates a database as soon as its standard input ends: says what it applied in a line of JSON. */
import { closeDatabase, migrate, openDatabase } from '@configdrive/service';

const db = openDatabase(JSON.parse(process.argv[2] ?? ''));
console.log('ready');
for await (const _ of process.stdin);
try {
  console.log(JSON.stringify(await migrate(db)));
} finally {
  await closeDatabase(db);
}
