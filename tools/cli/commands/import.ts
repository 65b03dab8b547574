import type { ServerAddress } from '../../../lib/client/api-client';
import { env } from '../../../lib/env';
import { rejectedFileOf } from '../../../lib/import/file-sender';
import { checkFile, importFile } from '../../../lib/import/import-file';
import type { ImportOptions } from '../../../lib/import/import-options';
import { withServer } from '../own-server';
import { print, progressBar, say } from '../terminal';
import { importCommand, importOptionsOf } from './import-options';

export const importSubcommand = importCommand().action(async (file, values) => {
  const options = importOptionsOf(file, values, env().key);
  if (options.dryRun) await check(options);
  else await withServer('import', options.server, (server) => importTo(options, server));
});

async function check(options: ImportOptions): Promise<void> {
  const { items, sentBefore, notes } = await checkFile(options);
  notes.forEach(say);
  say(
    `Checked: ${items.toLocaleString('en')} items to send, ${sentBefore.toLocaleString('en')} were sent before.`,
  );
}

async function importTo(options: ImportOptions, server: ServerAddress): Promise<void> {
  const bar = progressBar('Sending', '{percentage} % | {value} of {total} items');
  const sent = importFile(options, server, {
    onChecked: ({ items, sentBefore, notes }) => {
      notes.forEach(say);
      if (sentBefore > 0) say(`Continuing: ${sentBefore.toLocaleString('en')} items were sent before.`);
      bar.start(items + sentBefore, sentBefore);
    },
    onSent: (itemsMore) => bar.increment(itemsMore),
  });
  const outcome = await sent.finally(() => bar.stop());
  if (outcome.rejected > 0) say(`Refused lines are in ${rejectedFileOf(options.file)}.`);
  print(JSON.stringify(outcome));
}
