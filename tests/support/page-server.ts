import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterFile } from './after-file';

/** Serves texts by path, `/` as HTML and the rest as scripts, on a port of its own. Closed after the file's last test. */
export async function servePages(pages: Readonly<Record<string, string>>): Promise<string> {
  const server = createServer((request, response) => {
    const text = pages[request.url ?? '/'];
    const type = request.url?.endsWith('.js') === true ? 'text/javascript' : 'text/html';
    response.writeHead(text === undefined ? 404 : 200, { 'content-type': `${type}; charset=utf-8` });
    response.end(text);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  afterFile(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return `http://127.0.0.1:${port}`;
}

/** A port on which nobody listens. */
export async function unusedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
