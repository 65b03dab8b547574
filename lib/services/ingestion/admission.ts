import { StorageUnavailableError } from './storage-unavailable';

/** Bounds what the requests under way hold in memory together, before any of it is read. */
export interface Admission {
  /**
   * Lets a body of that many bytes in, and returns what to call when its request is done. Throws StorageUnavailableError (503)
   * when there is no room.
   */
  readonly admit: (bytes: number) => () => void;
}

const RETRY_AFTER_SECONDS = 1;

/** `isFull` says whether what a request brings would be refused anyway, once it is read and checked. */
export function createAdmission(maxBytes: number, isFull: () => boolean): Admission {
  let admitted = 0;
  return {
    admit: (bytes) => {
      // Alone, a body of any size is let in: it would never find more room.
      if (isFull() || (admitted > 0 && admitted + bytes > maxBytes)) {
        throw new StorageUnavailableError(
          RETRY_AFTER_SECONDS,
          'Too many requests are under way. Send this again later.',
        );
      }
      admitted += bytes;
      let isReleased = false;
      return () => {
        if (!isReleased) admitted -= bytes;
        isReleased = true;
      };
    },
  };
}
