/** Why a figure does not exist. Every refusal of this room carries one of these codes. */
export type CannotSayReason =
  | 'invalid-input'
  | 'too-few-units'
  | 'no-variance'
  | 'control-mean-not-distinguishable-from-zero'
  | 'look-not-reached'
  | 'split-changed'
  | 'not-computable';

/** "Cannot say" is a result: it names its reason and, in `detail`, what would have to change. */
export interface CannotSay {
  readonly ok: false;
  readonly reason: CannotSayReason;
  readonly detail: string;
}

/** A figure, or the reason why there is none. There is no third possibility, and never a NaN. */
export type Outcome<T> = { readonly ok: true; readonly value: T } | CannotSay;

export function say<T>(value: T): Outcome<T> {
  return { ok: true, value };
}

export function cannotSay(reason: CannotSayReason, detail: string): CannotSay {
  return { ok: false, reason, detail };
}
