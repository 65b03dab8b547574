import { controlPlaneListener } from '../../lib/http/control-plane/node-listener';
import { controlPlaneOptions } from '../../lib/http/next-control-plane';
import { nothingElse } from '../../lib/serving/node-listener';
import { recordLog, startDataPlane, type StartedDataPlane } from './data-plane';

/** Both planes on a free port, as `server.ts` mounts them, without the console behind. What went wrong is in the log. */
export async function startWholeServer(): Promise<StartedDataPlane> {
  const log = recordLog();
  const server = await startDataPlane({
    log,
    fallback: (database) =>
      controlPlaneListener({ ...controlPlaneOptions(database, log), fallback: nothingElse }),
  });
  return { ...server, log };
}
