import { FairsplitError } from '../errors';

/** Nothing was acknowledged: send the same again later. Ids and the keys of exposures make that safe. */
export class StorageUnavailableError extends FairsplitError {
  constructor(
    readonly retryAfterSeconds: number,
    detail = 'The storage cannot be reached at the moment, so nothing was recorded. Send the same again later.',
  ) {
    super('STORAGE_UNAVAILABLE', 503, detail);
  }
}
