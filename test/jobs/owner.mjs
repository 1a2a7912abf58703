/** A process that has a server: says what it got in a line of JSON, and keeps it until its standard input ends. */
import { startPostgres } from '@configdrive/jobs';

const [folder = '', binaries] = process.argv.slice(2);
try {
  const server = await startPostgres({ folder, ...(binaries === undefined ? {} : { binaries }) });
  console.log(JSON.stringify({ adopted: server.adopted, pid: server.pid, version: server.version }));
  process.stdin.resume().on('end', async () => {
    await server.stop();
    process.exit();
  });
} catch (error) {
  const { code, message } = /** @type {{ code?: string, message?: string }} */ (error);
  console.log(JSON.stringify({ code, message }));
}
