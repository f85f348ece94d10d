// A fault hook for servers started by `npm run own-cluster`: called with a control file, a server and a verb.
import { readFileSync } from 'node:fs';
import { z } from 'zod';

const [file = '', server = '', verb = ''] = process.argv.slice(2);
const { port, token } = z
  .object({ port: z.number(), token: z.string() })
  .parse(JSON.parse(readFileSync(file, 'utf8')));
const answer = await fetch(`http://127.0.0.1:${port}/${server}/${verb}`, {
  method: 'POST',
  headers: { authorization: token },
  signal: AbortSignal.timeout(60_000),
});
if (!answer.ok) {
  process.stderr.write(await answer.text());
  process.exitCode = 1;
}
