import { isStorageAway } from '../../../database/storage-failure';
import { StorageUnavailableError } from '../../storage-unavailable';

const RETRY_AFTER_SECONDS = 5;

/** Awaits a statement; turns the storage's absence into {@link StorageUnavailableError} and passes on any other error. */
export async function stored<Result>(statement: Promise<Result>): Promise<Result> {
  try {
    return await statement;
  } catch (error) {
    throw isStorageAway(error) ? new StorageUnavailableError(RETRY_AFTER_SECONDS) : error;
  }
}
