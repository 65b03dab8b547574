import { FairsplitError, type InputProblem } from '@/lib/errors';

/** What a server action tells the page: errors cannot cross as exceptions, since Next hides their messages. */
export type ActionOutcome<Value> =
  | { readonly ok: true; readonly value: Value }
  | {
      readonly ok: false;
      readonly code: string;
      readonly detail: string;
      readonly problems: readonly InputProblem[];
    };

/** Runs a verb and turns its refusals into an outcome; anything else is a fault and goes to the error page. */
export async function outcomeOf<Value>(work: () => Promise<Value>): Promise<ActionOutcome<Value>> {
  try {
    return { ok: true, value: await work() };
  } catch (error) {
    if (!(error instanceof FairsplitError)) throw error;
    return { ok: false, code: error.code, detail: error.message, problems: error.problems };
  }
}
