import { expect, it } from 'vitest';
import { countVerdicts } from '../../lib/verbs/data/count-verdicts';
import { createEvidence } from '../../lib/evidence/create-evidence';
import { createIngestion } from '../../lib/ingestion/ingestion';
import { parseRunConfiguration } from '../../lib/model/run-configuration';
import { arriveInTime } from '../../prisma/demo/arrive-in-time';
import { demoExperiments } from '../../prisma/demo/demo-experiments';
import { sendDemoTraffic } from '../../prisma/demo/demo-traffic';
import { cloneDatabase } from '../support/database';
import { makeRunningExperiment } from '../support/factories';
import { createWorkspace } from '../support/workspace';

const database = await cloneDatabase();
const dayMs = 86_400_000;

it('the demo’s visitors come in the course of days: nothing of theirs is refused, late, or ahead of its time', async () => {
  const { ctx, workspaceId, environmentId } = await createWorkspace(database);
  const demo = demoExperiments.find(({ traffic }) => traffic?.stoppedDaysAgo === null);
  if (!demo?.traffic) throw new Error('no demo experiment is running');
  const { key } = demo;
  const present = new Date();
  const from = new Date(present.getTime() - 6 * dayMs);
  const place = { workspaceId, environmentId };
  const { runId } = await makeRunningExperiment(database, place, { key, startedAt: from });
  const run = await database.prisma.run.findUniqueOrThrow({ where: { id: runId } });
  const assignable = { ...parseRunConfiguration(run.configuration), key, run: run.number, salt: run.salt };
  const ingestion = createIngestion(createEvidence(database).write);
  const sending = { ...ctx, environmentId, ingestion, now: () => present };
  const traffic = { ...demo.traffic, units: 3_000, lostShareOfLast: 0 };
  const shares: number[] = [];
  await sendDemoTraffic(sending, assignable, { ...demo, traffic }, { from, to: present }, (share) =>
    shares.push(share),
  );
  // Whoever waits sees it move.
  expect(shares.length).toBeGreaterThan(6);
  expect(shares).toEqual([...shares].sort((one, other) => one - other));
  expect(shares.at(-1)).toBe(1);
  await ingestion.write.verdicts.flush();
  const input = { hours: 24 * 8 };
  const { counts: verdicts } = await countVerdicts({ ctx: { ...ctx, now: () => present }, input });
  expect(verdicts.filter(({ items }) => items > 0).map(({ kind, code }) => `${kind} ${code}`)).toEqual([
    'EVENT ACCEPTED',
    'EXPOSURE ACCEPTED',
  ]);
  const { rows } = await database.pool.query<{ events: number; units: number }>(
    `select
      (select count(*)::int from events where environment_id = $1 and occurred_at <= $2) as "events",
      (select count(*)::int from exposures where run_id = $3) as "units"`,
    [environmentId, present, runId],
  );
  expect(verdicts.map(({ items }) => items)).toEqual([rows[0]?.events, rows[0]?.units]);
  expect(rows[0]?.units).toBe(3_000);
  await arriveInTime(database);
  const late = await database.pool.query(
    `select 1 from exposures where received_at - first_seen_at > interval '1 minute' or received_at < first_seen_at
     union all
     select 1 from events where received_at - occurred_at > interval '1 minute' or received_at < occurred_at`,
  );
  expect(late.rows).toEqual([]);
});
