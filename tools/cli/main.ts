import { Command } from '@commander-js/extra-typings';
import { env } from '../../lib/env';
import { FairsplitError, InvalidInputError } from '../../lib/errors';
import { auditSubcommand } from './commands/audit-verify';
import { importSubcommand } from './commands/import';
import { migrateSubcommand } from './commands/migrate';
import { replaySubcommand } from './commands/replay';
import { retentionSubcommand } from './commands/retention';
import { signInSubcommand } from './commands/sign-in-recover';
import { simulateSubcommand } from './commands/simulate';
import { say } from './terminal';

/** `fairsplit COMMAND`: everything that is run by hand. The npm scripts of the same names are aliases. */
const program = new Command('fairsplit').description(
  'Fairsplit: an open experimentation platform. What is run by hand.',
);
program.addCommand(replaySubcommand);
program.addCommand(importSubcommand);
program.addCommand(simulateSubcommand);
program.addCommand(retentionSubcommand);
program.addCommand(auditSubcommand);
program.addCommand(signInSubcommand);
program.addCommand(migrateSubcommand);

try {
  env();
  await program.parseAsync();
} catch (error) {
  if (!(error instanceof FairsplitError)) throw error;
  say(error instanceof InvalidInputError ? error.message : `${error.code}: ${error.message}`);
  process.exitCode = 1;
}
