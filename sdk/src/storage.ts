/**
 * Where the client keeps what should survive a restart: texts under names. Either all synchronous, so that a page has its
 * last configuration before it first draws, or with promises. Failures are reported and otherwise ignored.
 */
export interface ClientStorage {
  /** The text, or null when there is none. */
  readonly get: (name: string) => string | null | Promise<string | null>;
  readonly set: (name: string, text: string) => void | Promise<void>;
  readonly remove: (name: string) => void | Promise<void>;
}

/** Forgets everything with the process; also what a test passes from one client to the next. */
export function memoryStorage(): ClientStorage {
  const texts = new Map<string, string>();
  return {
    get: (name) => texts.get(name) ?? null,
    set: (name, text) => void texts.set(name, text),
    remove: (name) => void texts.delete(name),
  };
}

/** The browser's localStorage. Without it (private windows, blocked cookies) nothing is kept and nothing breaks. */
export function browserStorage(): ClientStorage {
  return {
    get: (name) => localStorage.getItem(name),
    set: (name, text) => localStorage.setItem(name, text),
    remove: (name) => localStorage.removeItem(name),
  };
}
