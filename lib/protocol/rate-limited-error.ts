import { FairsplitError } from '../errors';

/** The caller sent more than its limit allows; Retry-After says for how long to wait. */
export class RateLimitedError extends FairsplitError {
  readonly retryAfterSeconds: number;

  constructor(secondsUntilNext: number) {
    super('RATE_LIMITED', 429, 'Too many requests. Wait for as long as Retry-After says.');
    this.retryAfterSeconds = Math.max(1, Math.ceil(secondsUntilNext));
  }
}
