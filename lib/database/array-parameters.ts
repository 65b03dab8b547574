import { Buffer } from 'node:buffer';

// Arrays as parameters in Postgres's binary form, for statements that take a column at a time (`unnest($1::int[])`).
// pg writes an array as text, each element quoted and escaped, and Postgres parses it: some 3 us a row of seven columns
// in this process, where this takes less than 1, and more in Postgres. pg sends a Buffer as a binary parameter.
//
// The form (array_recv): dimensions, whether there are nulls, element type, length, lower bound; then each element as its
// length in bytes (-1 is null) and its bytes, all in network order.

const HEADER_BYTES = 20;
const LENGTH_BYTES = 4;

/** Object ids of Postgres's own types: the same in every version. */
const OID = { bool: 16, float8: 701, int2: 21, int4: 23, text: 25, timestamptz: 1184, uuid: 2950 } as const;

function allocate(oid: number, length: number, elementBytes: number): Buffer {
  const bytes = Buffer.allocUnsafe(HEADER_BYTES + elementBytes);
  bytes.writeInt32BE(1, 0);
  bytes.writeInt32BE(1, 4);
  bytes.writeInt32BE(oid, 8);
  bytes.writeInt32BE(length, 12);
  bytes.writeInt32BE(1, 16);
  return bytes;
}

function fixedWidth<Value>(
  oid: number,
  width: number,
  values: readonly Value[],
  write: (bytes: Buffer, value: Value, offset: number) => void,
): Buffer {
  const bytes = allocate(oid, values.length, values.length * (LENGTH_BYTES + width));
  let offset = HEADER_BYTES;
  for (const value of values) {
    bytes.writeInt32BE(width, offset);
    write(bytes, value, offset + LENGTH_BYTES);
    offset += LENGTH_BYTES + width;
  }
  return bytes;
}

/** For `::boolean[]`. */
export function booleanArray(values: readonly boolean[]): Buffer {
  return fixedWidth(OID.bool, 1, values, (bytes, value, offset) => bytes.writeUInt8(value ? 1 : 0, offset));
}

/** For `::smallint[]`. Throws RangeError for what does not fit. */
export function int2Array(values: readonly number[]): Buffer {
  return fixedWidth(OID.int2, 2, values, (bytes, value, offset) => bytes.writeInt16BE(value, offset));
}

/** For `::int[]`. Throws RangeError for what does not fit. */
export function int4Array(values: readonly number[]): Buffer {
  return fixedWidth(OID.int4, 4, values, (bytes, value, offset) => bytes.writeInt32BE(value, offset));
}

/** For `::float8[]`. */
export function float8Array(values: readonly number[]): Buffer {
  return fixedWidth(OID.float8, 8, values, (bytes, value, offset) => bytes.writeDoubleBE(value, offset));
}

const POSTGRES_EPOCH_MS = Date.UTC(2000, 0, 1);
const TWO_TO_32 = 0x1_0000_0000;

/** For `::timestamptz[]`, exact to the millisecond. Throws RangeError for an invalid Date. */
export function timestamptzArray(values: readonly Date[]): Buffer {
  return fixedWidth(OID.timestamptz, 8, values, (bytes, value, offset) => {
    // Microseconds as 64 bits in two halves: a BigInt for each would cost more than the rest.
    const microseconds = (value.getTime() - POSTGRES_EPOCH_MS) * 1000;
    if (Number.isNaN(microseconds)) throw new RangeError('an invalid Date cannot be stored');
    const high = Math.floor(microseconds / TWO_TO_32);
    bytes.writeInt32BE(high, offset);
    bytes.writeUInt32BE(microseconds - high * TWO_TO_32, offset + 4);
  });
}

const UUID_BYTES = 16;

/** For `::uuid[]`, from 32 hexadecimal digits with or without dashes. Throws for anything else. */
export function uuidArray(values: readonly string[]): Buffer {
  return fixedWidth(OID.uuid, UUID_BYTES, values, (bytes, value, offset) => {
    const digits = value.length === 32 ? value : value.replaceAll('-', '');
    // Writing stops at the first character that is no digit.
    if (digits.length !== 32 || bytes.write(digits, offset, UUID_BYTES, 'hex') !== UUID_BYTES) {
      throw new TypeError(`not a UUID: ${value.slice(0, 50)}`);
    }
  });
}

/** For `::text[]`. Postgres refuses NUL; half a surrogate pair would be stored as U+FFFD, so refuse it beforehand. */
export function textArray(values: readonly (string | null)[]): Buffer {
  const contentBytes = values.reduce(
    (sum, value) => sum + LENGTH_BYTES + (value === null ? 0 : Buffer.byteLength(value)),
    0,
  );
  const bytes = allocate(OID.text, values.length, contentBytes);
  let offset = HEADER_BYTES;
  for (const value of values) {
    const written = value === null ? -1 : bytes.write(value, offset + LENGTH_BYTES);
    bytes.writeInt32BE(written, offset);
    offset += LENGTH_BYTES + Math.max(0, written);
  }
  return bytes;
}
