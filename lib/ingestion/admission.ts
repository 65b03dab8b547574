import { StorageUnavailableError } from '../evidence/storage-unavailable';

/** Bounds what the requests under way hold in memory together, by what has arrived of them and not by what they announce. */
export interface Admission {
  /**
   * Lets a body in; `announcedBytes` is what its head says it will bring, 0 where it does not tell. Throws
   * StorageUnavailableError (503) when there is no room for that.
   */
  readonly admit: (announcedBytes: number) => AdmittedBody;
}

export interface AdmittedBody {
  /** To be called before so many more bytes are kept. Throws StorageUnavailableError when there is no room, and gives back all it had. */
  readonly grow: (bytes: number) => void;
  /** To be called when the request is done. */
  readonly release: () => void;
}

const RETRY_AFTER_SECONDS = 1;

function noRoom(): StorageUnavailableError {
  return new StorageUnavailableError(
    RETRY_AFTER_SECONDS,
    'Too many requests are under way. Send this again later.',
  );
}

/** `isFull` says whether what a request brings would be refused anyway, once it is read and checked. */
export function createAdmission(maxBytes: number, isFull: () => boolean): Admission {
  let held = 0;
  return {
    admit: (announcedBytes) => {
      // Alone, a body of any size is let in: it would never find more room.
      if (isFull() || (held > 0 && held + announcedBytes > maxBytes)) throw noRoom();
      let own = 0;
      let isReleased = false;
      const release = () => {
        held -= own;
        own = 0;
        isReleased = true;
      };
      return {
        grow: (bytes) => {
          if (isReleased || (held > own && held + bytes > maxBytes)) {
            release();
            throw noRoom();
          }
          own += bytes;
          held += bytes;
        },
        release,
      };
    },
  };
}
