import { CommanderError, Option, type Command, type OptionValues } from '@commander-js/extra-typings';
import type { ServerAddress } from '../../lib/client/api-client';
import { InvalidInputError } from '../../lib/errors';

/** What each command with a `--url` says of it. */
export const urlDescription =
  'send to that running server, with its secret key in FAIRSPLIT_KEY; without it, what is needed is started';

/** Collects an option that may be repeated. */
export function collect(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}

/** Hidden, and refused: npm prints its command line, and other people of the machine see it. */
export function keyOption() {
  return new Option('--key <secret>').hideHelp().argParser((): never => {
    throw new InvalidInputError(
      'npm prints its command line, and other people of this machine see it: give the key as FAIRSPLIT_KEY instead of --key.',
    );
  });
}

/** The server that `--url` names; null where it names none. Throws InvalidInputError where `key` is missing. */
export function serverOf(url: string | undefined, key: string | undefined): ServerAddress | null {
  if (url === undefined) return null;
  if (key !== undefined) return { url, key };
  throw new InvalidInputError('--url needs a secret key of that server: FAIRSPLIT_KEY=SECRET npm run ...');
}

/**
 * Parses the arguments of one command, without running it. Throws InvalidInputError with what to change and the command's
 * help.
 */
export function parseCommandLine<Args extends unknown[], Options extends OptionValues>(
  command: Command<Args, Options>,
  commandLine: readonly string[],
): Command<Args, Options> {
  try {
    command.exitOverride().configureOutput({ writeErr: () => undefined });
    command.parse([...commandLine], { from: 'user' });
    return command;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    throw new InvalidInputError(`${error.message}\n\n${command.helpInformation()}`);
  }
}
