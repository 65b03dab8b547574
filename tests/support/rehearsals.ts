import type { Database } from '../../lib/database/client';
import { createControlPlane } from '../../lib/api/control-plane';
import { controlPlaneOptions } from '../../lib/api/control-plane-options';
import { movableClock, movedPace } from '../../lib/rehearsal/pace';
import { parseScenario } from '../../lib/rehearsal/read-scenario';
import { rehearse, type RehearsalOutcome } from '../../lib/rehearsal/rehearse';
import type { Scenario } from '../../lib/simulator/scenario';
import { nodeListener, nothingElse } from '../../lib/protocol/node-listener';
import { startServer } from '../../lib/serving/start-server';
import { afterFile } from './after-file';
import { recordLog } from './data-plane';
import { createWorkspace } from './workspace';

export type RehearseOne = (scenario: Scenario, seed: number) => Promise<RehearsalOutcome>;

/** A server with a clock and a workspace of its own: it takes one rehearsal after another. */
export async function rehearsalServer(database: Database): Promise<RehearseOne> {
  const clock = movableClock();
  const log = recordLog();
  const { secretKey: key } = await createWorkspace(database);
  const server = await startServer({
    databaseUrl: database.url,
    log,
    now: clock.now,
    fallback: (own) =>
      nodeListener(createControlPlane(controlPlaneOptions(own, log, { now: clock.now })), nothingElse),
  });
  afterFile(() => server.close());
  const onServer = { server: { url: server.url, key }, onStart: () => undefined, onDay: () => undefined };
  return (scenario, seed) => rehearse({ scenario, seed, pace: movedPace(clock), ...onServer });
}

/**
 * Runs get their salt from their experiment's key instead of by chance, so that a rehearsal is the same each time; which run met
 * which salt is all that is left to chance in one.
 */
export async function saltRunsByKey(database: Database): Promise<void> {
  await database.pool.query(`
    create function salt_by_key() returns trigger language plpgsql as $$
    begin
      new.salt := md5((select key from experiments where id = new.experiment_id));
      return new;
    end $$`);
  await database.pool.query(
    'create trigger salt_by_key before insert on runs for each row execute function salt_by_key()',
  );
}

/** The same scenario so many times, each as an experiment of its own with a seed of its own, shared out over the servers. */
export async function rehearseMany(
  servers: readonly RehearseOne[],
  scenario: unknown,
  times: number,
): Promise<readonly RehearsalOutcome[]> {
  const parsed = parseScenario(scenario);
  const outcomes: RehearsalOutcome[] = [];
  let next = 0;
  const work = async (rehearseOne: RehearseOne) => {
    while (next < times) {
      const index = next;
      next += 1;
      const key = `${parsed.experiment.key}-${String(index)}`;
      outcomes[index] = await rehearseOne(
        { ...parsed, experiment: { ...parsed.experiment, key } },
        1000 + index,
      );
    }
  };
  await Promise.all(servers.map(work));
  return outcomes;
}
