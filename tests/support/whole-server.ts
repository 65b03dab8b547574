import { createControlPlane } from '../../lib/api/control-plane';
import { controlPlaneOptions } from '../../lib/api/control-plane-options';
import { nodeListener, nothingElse } from '../../lib/protocol/node-listener';
import { recordLog, startDataPlane, type StartedDataPlane } from './data-plane';

/** Both planes on a free port, as `server.ts` mounts them, without the console behind. What went wrong is in the log. */
export async function startWholeServer(): Promise<StartedDataPlane> {
  const log = recordLog();
  const server = await startDataPlane({
    log,
    fallback: (database) => nodeListener(createControlPlane(controlPlaneOptions(database, log)), nothingElse),
  });
  return { ...server, log };
}
