import { env } from '../../../lib/env';
import type { ServerAddress } from '../../../lib/client/api-client';
import { replay } from '../../../lib/replay/replay';
import type { ReplayOptions } from '../../../lib/replay/replay-options';
import { withServer } from '../own-server';
import { print, progressBar, say } from '../terminal';
import { replayCommand, replayOptionsOf } from './replay-options';
import { scorecard } from '../scorecard';
import { withSentences } from '../../../lib/model/with-sentences';

export const replaySubcommand = replayCommand().action(async (file, values) => {
  const options = replayOptionsOf(file, values, env().key);
  await withServer('replay', options.server, (server) => replayTo(options, server));
});

async function replayTo(options: ReplayOptions, server: ServerAddress): Promise<void> {
  const bar = progressBar('Sending', '{percentage} % | {value} of {total} units');
  const outcome = replay(options, server, {
    onChecked: (units, notes) => {
      notes.forEach(say);
      say(`Checked: ${units.toLocaleString('en')} units.`);
      bar.start(units, 0);
    },
    onSent: (unitsMore) => bar.increment(unitsMore),
    onAnalysing: () => bar.stop(),
  });
  const { analysis, accepted, duplicate } = await outcome.finally(() => bar.stop());
  say(
    `${accepted.toLocaleString('en')} items stored, ${duplicate.toLocaleString('en')} were there already.\n`,
  );
  print(options.json ? JSON.stringify(withSentences(analysis), null, 2) : scorecard(analysis.result));
}
