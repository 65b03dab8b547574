import { SingleBar } from 'cli-progress';
import { env } from '../lib/env';
import { FairsplitError, InvalidInputError } from '../lib/errors';
import { replay, type ReplayProgress } from '../lib/replay/replay';
import { parseReplayOptions, replayUsage, type ReplayOptions } from '../lib/replay/replay-options';
import { scorecard } from '../lib/replay/scorecard';
import { onOwnServer } from './own-server';

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
  const options = parseReplayOptions(commandLine, env().key);
  if (options.server !== null) await replayTo(options, options.server);
  else await onOwnServer('replay', say, (server) => replayTo(options, server));
}

async function replayTo(options: ReplayOptions, server: { url: string; key: string }): Promise<void> {
  const bar = progressBar();
  // Its timer would keep the program alive after an error.
  const { analysis, accepted, duplicate } = await replay(options, server, bar).finally(() =>
    bar.onAnalysing(),
  );
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
    onChecked: (units, notes) => {
      notes.forEach(say);
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

try {
  env();
  await main();
} catch (error) {
  if (!(error instanceof FairsplitError)) throw error;
  say(error instanceof InvalidInputError ? error.message : `${error.code}: ${error.message}`);
  process.exitCode = 1;
}
