import type { RequestListener, Server } from 'node:http';
import next from 'next';

/** Next's side of the process. */
export interface Console {
  readonly listener: RequestListener;
  /** Lets Next answer upgrade requests, which its development mode needs. */
  readonly attach: (httpServer: Server) => void;
  readonly close: () => Promise<void>;
}

export interface PrepareConsoleOptions {
  /** Compile pages as they are asked for; otherwise `.next` must have been built. */
  readonly isDevelopment: boolean;
  /** Where the project stands: the folder with `app` and `.next`. */
  readonly directory: string;
  readonly host: string;
  readonly port: number;
}

/** Makes Next ready to answer the console's pages and the control plane. Throws when nothing was built. */
export async function prepareConsole(options: PrepareConsoleOptions): Promise<Console> {
  const { isDevelopment, directory, host, port } = options;
  const app = next({ dev: isDevelopment, dir: directory, hostname: host, port });
  await app.prepare();
  const answer = app.getRequestHandler();
  const upgrade = app.getUpgradeHandler();
  return {
    listener: (request, response) => void answer(request, response),
    attach: (httpServer) => {
      httpServer.on('upgrade', (request, socket, head) => void upgrade(request, socket, head));
    },
    close: () => app.close(),
  };
}
