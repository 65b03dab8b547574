import { SingleBar } from 'cli-progress';

/** Progress goes to standard error, so that standard output holds the result and nothing else. */
export function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** The result of a command, on standard output. */
export function print(result: string): void {
  process.stdout.write(`${result}\n`);
}

/** A bar on standard error; `what` may use {value} and {total}. Its timer keeps the program alive until `stop`. */
export function progressBar(doing: string, what: string): SingleBar {
  return new SingleBar({
    format: `${doing} {bar} ${what} | {eta_formatted} left`,
    barCompleteChar: '#',
    barIncompleteChar: '-',
    noTTYOutput: true,
    notTTYSchedule: 2_000,
    stream: process.stderr,
  });
}
