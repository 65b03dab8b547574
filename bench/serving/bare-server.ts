import { createServer } from 'node:http';

/**
 * What `node:http` itself costs: reads the body, parses it, and answers the bytes that it was given, with no headers but
 * the two that every answer needs. Forked by bench/serving.ts, which sends it the answer for each path.
 */
const answers = new Map<string, string>();

const server = createServer((request, response) => {
  let body: Buffer | null = null;
  request.on('data', (chunk: Buffer) => {
    body = body === null ? chunk : Buffer.concat([body, chunk]);
  });
  request.on('end', () => {
    const parsed: unknown = JSON.parse(body === null ? '{}' : body.toString());
    const answer = answers.get(request.url ?? '');
    if (answer === undefined || typeof parsed !== 'object') {
      response.writeHead(404).end();
      return;
    }
    response.writeHead(200, {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(answer),
    });
    response.end(answer);
  });
});

process.on('message', (message) => {
  if (!Array.isArray(message)) return;
  const [path, answer] = message as unknown[];
  answers.set(String(path), String(answer));
  process.send?.('taken');
});
// Without its parent nobody would end it.
process.on('disconnect', () => process.exit(0));
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  process.send?.(typeof address === 'object' && address !== null ? address.port : 0);
});
