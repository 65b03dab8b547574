import { ofEvidence } from './of-evidence';
import { ofFigures } from './of-figures';
import { ofInputs } from './of-inputs';
import { ofPlans } from './of-plans';
import { ofRuns } from './of-runs';
import { ofSources } from './of-sources';

const sentences = { ...ofInputs, ...ofFigures, ...ofPlans, ...ofRuns, ...ofEvidence, ...ofSources };

/** Why there is no figure, as a stable code. */
export type CannotSayMessage = keyof typeof sentences;

/** What the sentence of a code needs: nothing, or one object of numbers and texts by name. */
export type CannotSayParametersOf<Message extends CannotSayMessage> = Parameters<(typeof sentences)[Message]>;

export type CannotSayParameters = Readonly<Record<string, number | string>>;

/** A code with its parameters, or the sentence that results stored before codes have instead. */
export type WhyNot =
  | { readonly message: CannotSayMessage; readonly parameters: CannotSayParameters }
  | { readonly detail: string };

/** Every code. */
export const cannotSayMessages = Object.keys(sentences).filter(isCannotSayMessage);

export function isCannotSayMessage(message: string): message is CannotSayMessage {
  return Object.hasOwn(sentences, message);
}

/** The sentence that a person reads where there is no figure. Escaping is the page's matter. */
export function cannotSaySentence(refusal: WhyNot): string {
  if ('detail' in refusal) return refusal.detail;
  // Typed at each call of `cannotSay`; a stored result has what its call gave.
  const sentence: (parameters: never) => string = sentences[refusal.message];
  return sentence(refusal.parameters as never);
}
