import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { systemContext } from '../../../lib/auth/context';
import { listDueRuns } from '../../../lib/jobs/list-due-runs';
import { ApiClient } from '../../../lib/client/api-client';
import type { Operations } from '../../../lib/client/operations';
import { parseReplayOptions } from '../../../tools/cli/commands/replay-options';
import { replay } from '../../../lib/replay/replay';
import { temporaryDirectory } from '../../support/after-file';
import { startWholeServer } from '../../support/whole-server';
import { createWorkspace } from '../../support/workspace';

const { database, url } = await startWholeServer();
const { secretKey, workspaceId } = await createWorkspace(database);
const client = new ApiClient(url, secretKey);
/** The limit of vi.waitFor, which is a second by itself; it only ends what hangs. */
const patiently = { timeout: 300_000 };
const silent = { onChecked: () => undefined, onSent: () => undefined, onAnalysing: () => undefined };
const recorded = { startedAt: '2017-03-01T00:00:00Z', endedAt: '2017-03-29T00:00:00+00:00' };
const retained = {
  key: 'kept-7',
  name: 'Came back on day 7',
  kind: 'retention',
  definition: {
    version: 2,
    event: 'visit',
    where: [],
    days: { from: 7, to: 8 },
    timeZone: 'UTC',
    mustBeComplete: true,
  },
} as const;

const variants = [
  { key: 'control', name: 'Control', value: false, weight: 0.5, isControl: true },
  { key: 'treatment', name: 'Treatment', value: true, weight: 0.5, isControl: false },
];

async function draft(key: string, more: Partial<Operations['createExperiment']['input']> = {}) {
  await client.call('createExperiment', { key, name: 'Checkout', variants, ...more });
}

describe('an experiment that was carried out elsewhere', () => {
  it('is entered with its own start and end, so that its exposures, days and retention are its own', async () => {
    await client.call('createMetric', retained);
    await draft('past', { metrics: [{ metric: 'kept-7', role: 'success' }] });
    const { status, runs } = await client.call('startExperiment', { key: 'past', recorded });
    expect([status, runs]).toMatchObject([
      'stopped',
      [{ number: 1, startedAt: '2017-03-01T00:00:00.000Z', endedAt: '2017-03-29T00:00:00.000Z' }],
    ]);
    expect(runs[0]?.recordedAt).toMatch(/^20\d\d-/);
    const exposures = Array.from({ length: 40 }, (_, index) => ({
      experiment: 'past',
      variant: index % 2 === 0 ? 'control' : 'treatment',
      unit: `u${index}`,
      occurredAt: new Date(Date.UTC(2017, 2, 1 + (index % 4) * 9, 12)).toISOString(),
    }));
    const early = { ...exposures[0], unit: 'early', occurredAt: '2017-02-28T23:59:59.999Z' };
    const late = { ...exposures[0], unit: 'late', occurredAt: '2017-03-29T00:00:00Z' };
    expect(
      await client.request('POST', '/api/v1/exposures', { exposures: [...exposures, early, late] }),
    ).toMatchObject({
      status: 200,
      body: {
        accepted: 40,
        rejected: [
          { index: 40, code: 'NOT_RUNNING' },
          { index: 41, code: 'NOT_RUNNING' },
        ],
      },
    });
    // Back on the seventh day: 5 of 20 of the control, 15 of the treatment. Of the last ones that is after the end.
    const visits = exposures
      .filter((_, index) => (index % 2 === 0 ? index % 8 < 2 : index % 8 !== 1))
      .map(({ unit, occurredAt }) => ({
        ...{ unit, name: 'visit', id: `visit:${unit}` },
        occurredAt: new Date(Date.parse(occurredAt) + 7 * 86_400_000).toISOString(),
      }));
    expect(await client.request('POST', '/api/v1/events', { events: visits })).toMatchObject({ status: 200 });
    // Nobody analyses it before whoever sends it says that it is complete.
    expect(
      await listDueRuns(
        systemContext(database, () => new Date()),
        3_600_000,
      ),
    ).toEqual([]);
    const { result } = await client.call('runAnalysis', { key: 'past' });
    expect(result.metrics.map(({ key, arms }) => [key, arms.map(({ n, mean }) => [n, mean])])).toEqual([
      [
        'kept-7',
        [
          [20, 0.25],
          [20, 0.75],
        ],
      ],
    ]);
  });

  it('is served to nobody, and has nothing to ship', async () => {
    await draft('unserved');
    const enter = () => client.call('startExperiment', { key: 'unserved', recorded });
    await enter();
    // What was started later has arrived, so all before it has.
    await draft('live');
    await client.call('startExperiment', { key: 'live' });
    const { body } = await vi.waitFor(async () => {
      const asked = { unit: 'somebody', experiments: ['unserved', 'live'] };
      const answer = await client.request('POST', '/api/v1/assignments', asked);
      expect(answer.body).toMatchObject({ assignments: { live: { reason: 'SPLIT' } } });
      return answer;
    }, patiently);
    expect(body).toMatchObject({ assignments: { unserved: { reason: 'DISABLED' } } });
    await expect(
      client.call('shipExperiment', { key: 'unserved', variant: 'treatment' }),
    ).rejects.toMatchObject({
      status: 409,
      code: 'RECORDED',
    });
    await expect(enter()).rejects.toMatchObject({ status: 409, code: 'ALREADY_STARTED' });
  });

  it.each([
    [
      'ends before it starts',
      { startedAt: recorded.endedAt, endedAt: recorded.startedAt },
      '/recorded/endedAt',
    ],
    ['has not ended', { ...recorded, endedAt: '2999-01-01T00:00:00Z' }, '/recorded/endedAt'],
    [
      'is older than any item can be',
      { ...recorded, startedAt: '1999-12-31T00:00:00Z' },
      '/recorded/startedAt',
    ],
    ['has no zone', { ...recorded, startedAt: '2017-03-01T00:00:00' }, '/recorded/startedAt'],
    ['has no end', { startedAt: recorded.startedAt }, '/recorded/endedAt'],
  ])('that %s is refused', async (name, times, pointer) => {
    const key = name.replaceAll(' ', '-');
    await draft(key);
    const path = `/api/v1/experiments/${key}/start`;
    const { status, body } = await client.request('POST', path, { recorded: times });
    expect(status).toBe(400);
    expect(JSON.stringify(body)).toContain(pointer);
  });

  it('is refused where retention would drop it, or has', async () => {
    const other = await createWorkspace(database, 'Keeps a year');
    const asOther = new ApiClient(url, other.secretKey);
    await database.prisma.workspace.update({
      where: { id: other.workspaceId },
      data: { retentionMonths: 12 },
    });
    await asOther.call('createExperiment', { key: 'old', name: 'Old', variants });
    const enter = () => asOther.call('startExperiment', { key: 'old', recorded });
    await expect(enter()).rejects.toMatchObject({ status: 409, code: 'BEFORE_RETENTION' });
    await database.prisma.workspace.update({
      where: { id: other.workspaceId },
      data: { retentionMonths: null },
    });
    await database.prisma.environment.updateMany({
      where: { workspaceId: other.workspaceId },
      data: { retainedFrom: new Date('2020-01-01T00:00:00Z') },
    });
    await expect(enter()).rejects.toMatchObject({ status: 409, code: 'BEFORE_RETENTION' });
  });
});

it('a replay with times of exposure is entered as recorded, and again changes nothing', async () => {
  const rows = Array.from({ length: 40 }, (_, index) => {
    const day = String(1 + (index % 20)).padStart(2, '0');
    return `u${index},${index % 2 === 0 ? 'a' : 'b'},${10 + (index % 5)},2017-03-${day} 12:00:00`;
  });
  const file = path.join(temporaryDirectory('recorded'), 'past.csv');
  writeFileSync(file, ['user,group,spend,met', ...rows].join('\n'));
  const columns = ['--experiment', 'timed', '--variant', 'group', '--control', 'a', '--unit', 'user'];
  const more = ['--metric', 'spend=spend', '--exposed-at', 'met', '--time-zone', 'Europe/Stockholm'];
  const options = parseReplayOptions([file, ...columns, ...more]);
  const first = await replay(options, { url, key: secretKey }, silent);
  const again = await replay(options, { url, key: secretKey }, silent);
  expect(again).toEqual({ accepted: 0, duplicate: first.accepted, analysis: first.analysis });
  const run = await database.prisma.run.findFirstOrThrow({
    where: { experiment: { workspaceId, key: 'timed' } },
    include: { experiment: true },
  });
  expect(run).toMatchObject({
    startedAt: new Date('2017-03-01T11:00:00Z'),
    endedAt: new Date('2017-03-20T11:00:00.001Z'),
    experiment: { status: 'STOPPED' },
  });
  const seen = await database.prisma.exposure.findMany({ where: { runId: run.id } });
  expect(new Set(seen.map(({ firstSeenAt }) => firstSeenAt.toISOString())).size).toBe(20);
  const [metric] = first.analysis.result.metrics;
  expect(metric?.arms.map(({ n, mean }) => [n, mean])).toEqual([
    [20, 12],
    [20, 12],
  ]);
  const untimed = parseReplayOptions([file, ...columns, '--metric', 'spend=spend']);
  await expect(replay(untimed, { url, key: secretKey }, silent)).rejects.toThrow(
    'is recorded from 2017-03-01',
  );
});
