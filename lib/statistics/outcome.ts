import type { CannotSayMessage, CannotSayParametersOf, WhyNot } from '../sentences/cannot-say';

/** Why a figure does not exist. Every refusal of this room carries one of these codes. */
export type CannotSayReason =
  | 'invalid-input'
  | 'too-few-units'
  | 'no-variance'
  | 'control-mean-not-distinguishable-from-zero'
  | 'look-not-reached'
  | 'split-changed'
  | 'not-computable';

/** "Cannot say" is a result: its reason, and what would have to change as a code that `cannotSaySentence` puts in words. */
export type CannotSay = { readonly ok: false; readonly reason: CannotSayReason } & WhyNot;

/** One that this version says: it has a code. */
export type CodedCannotSay = Extract<CannotSay, { readonly message: CannotSayMessage }>;

/** A figure, or the reason why there is none. There is no third possibility, and never a NaN. */
export type Outcome<T> = { readonly ok: true; readonly value: T } | CannotSay;

export function say<T>(value: T): Outcome<T> {
  return { ok: true, value };
}

export function cannotSay<Message extends CannotSayMessage>(
  reason: CannotSayReason,
  message: Message,
  ...[parameters]: CannotSayParametersOf<Message>
): CodedCannotSay {
  return { ok: false, reason, message, parameters: { ...parameters } };
}
