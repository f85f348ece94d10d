#!/usr/bin/env node
// Stand-in for axllent/mailpit: takes every mail on port 1025, counts them on port 8025, answers `readyz`.
import { createServer } from 'node:http';
import { SMTPServer } from 'smtp-server';

if (process.argv[2] === 'readyz') {
  const answer = await fetch('http://127.0.0.1:8025/readyz').catch(() => undefined);
  process.exit(answer?.ok ? 0 : 1);
}
let mails = 0;
const smtp = new SMTPServer({
  authOptional: true,
  disabledCommands: ['STARTTLS', 'AUTH'],
  onData: (stream, _session, done) => {
    stream.resume();
    stream.on('end', () => {
      mails++;
      done();
    });
  },
});
smtp.on('error', () => {});
smtp.listen(1025);
createServer((request, response) => {
  if (request.url === '/readyz') return response.end('ok');
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify({ total: mails, messages_count: mails }));
}).listen(8025);
for (const signal of ['SIGTERM', 'SIGINT']) process.on(signal, () => process.exit(0));
