import { SingleBar } from 'cli-progress';
import { permissionsOf } from '../lib/auth/permissions';
import type { Database } from '../lib/database/client';
import { provideDatabase } from '../lib/database/provide';
import { env } from '../lib/env';
import { FairsplitError, InvalidInputError } from '../lib/errors';
import { controlPlaneListener } from '../lib/http/control-plane/node-listener';
import { controlPlaneOptions } from '../lib/http/next-control-plane';
import { processLog } from '../lib/log';
import { replay, type ReplayProgress } from '../lib/replay/replay';
import { parseReplayOptions, replayUsage, type ReplayOptions } from '../lib/replay/replay-options';
import { scorecard } from '../lib/replay/scorecard';
import type { Context } from '../lib/services/context';
import { createKey } from '../lib/services/keys/create-key';
import { revokeKey } from '../lib/services/keys/revoke-key';
import { nothingElse } from '../lib/serving/node-listener';
import { startServer } from '../lib/serving/start-server';

/** Progress goes to standard error, so that standard output holds the scorecard, or the JSON, and nothing else. */
function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

async function main(): Promise<void> {
  const commandLine = process.argv.slice(2);
  if (commandLine.includes('--help')) {
    process.stdout.write(`${replayUsage}\n`);
    return;
  }
  const options = parseReplayOptions(commandLine);
  if (options.server !== null) await replayTo(options, options.server);
  else await onOwnServer((server) => replayTo(options, server));
}

async function replayTo(options: ReplayOptions, server: { url: string; key: string }): Promise<void> {
  const { analysis, accepted, duplicate } = await replay(options, server, progressBar());
  const counts = `${accepted.toLocaleString('en')} items stored, ${duplicate.toLocaleString('en')} were there already`;
  say(`${counts}.\n`);
  process.stdout.write(
    options.json ? `${JSON.stringify(analysis, null, 2)}\n` : `${scorecard(analysis.result)}\n`,
  );
}

function progressBar(): ReplayProgress {
  const bar = new SingleBar({
    format: 'Sending {bar} {percentage} % | {value} of {total} units | {eta_formatted} left',
    barCompleteChar: '#',
    barIncompleteChar: '-',
    noTTYOutput: true,
    notTTYSchedule: 2_000,
    stream: process.stderr,
  });
  return {
    onChecked: (units) => {
      say(`Checked: ${units.toLocaleString('en')} units.`);
      bar.start(units, 0);
    },
    onSent: (unitsMore) => {
      bar.increment(unitsMore);
    },
    onAnalysing: () => {
      bar.stop();
    },
  };
}

/** Starts what is not running: the database, and a server that ends with the replay. */
async function onOwnServer(work: (server: { url: string; key: string }) => Promise<void>): Promise<void> {
  const provided = await provideDatabase({ report: say });
  const log = processLog();
  const server = await startServer({
    databaseUrl: provided.url,
    log,
    fallback: (database) =>
      controlPlaneListener({ ...controlPlaneOptions(database, log), fallback: nothingElse }),
  });
  try {
    await withKey(await contextOfFirstWorkspace(server.database), (key) => work({ url: server.url, key }));
  } finally {
    await server.close();
    await provided.stop();
  }
}

async function contextOfFirstWorkspace(database: Database): Promise<Context> {
  const found = await database.prisma.workspace.findFirst({ orderBy: { createdAt: 'asc' } });
  const workspace =
    found ??
    (await database.prisma.workspace.create({
      data: { name: 'Replays', environments: { create: [{ key: 'production', name: 'Production' }] } },
    }));
  const actor = {
    kind: 'system',
    id: 'replay',
    label: 'replay',
    permissions: permissionsOf('owner'),
  } as const;
  return { workspaceId: workspace.id, actor, database, now: () => new Date() };
}

/** A key that lives as long as the replay. */
async function withKey(ctx: Context, work: (key: string) => Promise<void>): Promise<void> {
  const { id, key } = await createKey({ ctx, input: { kind: 'secret', name: 'replay' } });
  try {
    await work(key);
  } finally {
    await revokeKey({ ctx, input: { id } });
  }
}

try {
  env();
  await main();
} catch (error) {
  if (!(error instanceof FairsplitError)) throw error;
  say(error instanceof InvalidInputError ? error.message : `${error.code}: ${error.message}`);
  process.exitCode = 1;
}
