import { SingleBar } from 'cli-progress';
import { env } from '../lib/env';
import { FairsplitError, InvalidInputError } from '../lib/errors';
import { rejectedFileOf } from '../lib/import/file-sender';
import { checkFile, importFile, type ImportProgress } from '../lib/import/import-file';
import { importUsage, parseImportOptions, type ImportOptions } from '../lib/import/import-options';
import { onOwnServer } from './own-server';

/** Progress goes to standard error, so that standard output holds the counts, as JSON, and nothing else. */
function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

async function main(): Promise<void> {
  const commandLine = process.argv.slice(2);
  if (commandLine.includes('--help')) {
    process.stdout.write(`${importUsage}\n`);
    return;
  }
  const options = parseImportOptions(commandLine, env().key);
  if (options.dryRun) {
    const { items, sentBefore, notes } = await checkFile(options);
    notes.forEach(say);
    say(
      `Checked: ${items.toLocaleString('en')} items to send, ${sentBefore.toLocaleString('en')} were sent before.`,
    );
  } else if (options.server !== null) await importTo(options, options.server);
  else await onOwnServer('import', say, (server) => importTo(options, server));
}

async function importTo(options: ImportOptions, server: { url: string; key: string }): Promise<void> {
  const bar = progressBar();
  const outcome = await importFile(options, server, bar).finally(() => bar.stop());
  if (outcome.rejected > 0) say(`Refused lines are in ${rejectedFileOf(options.file)}.`);
  process.stdout.write(`${JSON.stringify(outcome)}\n`);
}

function progressBar(): ImportProgress & { readonly stop: () => void } {
  const bar = new SingleBar({
    format: 'Sending {bar} {percentage} % | {value} of {total} items | {eta_formatted} left',
    barCompleteChar: '#',
    barIncompleteChar: '-',
    noTTYOutput: true,
    notTTYSchedule: 2_000,
    stream: process.stderr,
  });
  return {
    onChecked: ({ items, sentBefore, notes }) => {
      notes.forEach(say);
      if (sentBefore > 0) say(`Going on: ${sentBefore.toLocaleString('en')} items were sent before.`);
      bar.start(items + sentBefore, sentBefore);
    },
    onSent: (itemsMore) => {
      bar.increment(itemsMore);
    },
    stop: () => {
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
