import { revalidatePath } from 'next/cache';
import { outcomeOf, type ActionOutcome } from '@/components/action-outcome';
import type { Verb } from '@/lib/verbs/verb';
import { consoleSession } from './console-session';

/**
 * Calls a verb for whoever is signed in; the page gets what `show` makes of its result. What arrives is not trusted: the verb parses
 * its input and authorises its caller. `stale`: pages below this path show something else from now on.
 */
export async function callVerb<Result, Value>(
  verb: Verb<Result>,
  input: unknown,
  { show, stale }: { readonly show: (result: Result) => Value; readonly stale?: string },
): Promise<ActionOutcome<Value>> {
  const { ctx } = await consoleSession();
  const outcome = await outcomeOf(async () => show(await verb({ ctx, input })));
  if (stale !== undefined) revalidatePath(stale, 'layout');
  return outcome;
}

/** Of a result that the page does not need. */
export const nothing = (): null => null;

/** Of what was made or changed, its key. */
export const keyOf = ({ key }: { readonly key: string }): string => key;

/** All of it. */
export const whole = <Result>(result: Result): Result => result;
