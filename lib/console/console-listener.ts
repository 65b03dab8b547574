import { Server as HttpServer, type RequestListener, type Server } from 'node:http';
import next from 'next';
import { consoleRequests } from './console-requests';

/** Next's side of the process. */
export interface Console {
  readonly listener: RequestListener;
  readonly close: () => Promise<void>;
}

export interface PrepareConsoleOptions {
  /** Compile pages as they are asked for; otherwise `.next` must have been built. */
  readonly isDevelopment: boolean;
  /** Where the project stands: the folder with `app` and `.next`. */
  readonly directory: string;
  readonly host: string;
  readonly port: number;
  /** Whose requests it answers. Its upgrade requests reach Next only in development, which reloads pages over them. */
  readonly httpServer: Server;
}

/** Makes Next ready to answer the console's pages and the control plane. Throws when nothing was built. */
export async function prepareConsole(options: PrepareConsoleOptions): Promise<Console> {
  const { isDevelopment, directory, host, port, httpServer } = options;
  // Next listens for upgrades at the server that it is given, or else at the one that its first request came through. It
  // answers none in production, and would leave each of their sockets open for ever: there it gets a server that never listens.
  const upgraded = isDevelopment ? httpServer : new HttpServer();
  const app = next({ dev: isDevelopment, dir: directory, hostname: host, port, httpServer: upgraded });
  await app.prepare();
  const answer = app.getRequestHandler();
  return {
    listener: consoleRequests((request, response) => void answer(request, response)),
    close: () => app.close(),
  };
}
