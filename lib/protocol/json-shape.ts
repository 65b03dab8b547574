const [QUOTE, BACKSLASH, COLON] = [0x22, 0x5c, 0x3a];
const [OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [0x5b, 0x5d, 0x7b, 0x7d];

/** What the bytes of a JSON text say before anything is read of it. */
export interface JsonShape {
  /** How deep lists and objects nest. */
  readonly depth: number;
  /** Of all objects, one that is there twice counted twice. */
  readonly members: number;
}

/**
 * Asked before parsing, so that a body of ten million brackets costs as many steps and no stack. Of bytes that are no JSON it says
 * something that does not matter.
 */
export function shapeOf(bytes: Uint8Array): JsonShape {
  let [open, depth, members] = [0, 0, 0];
  for (let index = 0; index < bytes.length; index += 1) {
    const byte = bytes[index] ?? 0;
    if (byte === QUOTE) {
      index += 1;
      while (index < bytes.length && bytes[index] !== QUOTE) index += bytes[index] === BACKSLASH ? 2 : 1;
    } else if (byte === COLON) {
      members += 1;
    } else if (byte === OPEN_LIST || byte === OPEN_OBJECT) {
      open += 1;
      if (open > depth) depth = open;
    } else if (byte === CLOSE_LIST || byte === CLOSE_OBJECT) {
      open -= 1;
    }
  }
  return { depth, members };
}

/** How many members the objects in a value have that was read from JSON. */
export function memberCount(value: unknown): number {
  let count = 0;
  if (Array.isArray(value)) for (const item of value) count += memberCount(item);
  else if (isObject(value)) {
    // An object of JSON inherits no names that show.
    for (const name in value) {
      const member = value[name];
      count += typeof member === 'object' ? memberCount(member) + 1 : 1;
    }
  }
  return count;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
