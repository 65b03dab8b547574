/** A line of which only the beginning was kept. */
export class LongLine {
  constructor(readonly beginning: Uint8Array) {}
}

const NEWLINE = 0x0a;
const KEPT_OF_LONG_BYTES = 1024;

/** Splits what arrives in chunks into lines, without waiting between two lines of one chunk. */
export class LineSplitter {
  private pieces: Uint8Array[] = [];
  private byteCount = 0;

  constructor(private readonly maxLineBytes: number) {}

  /** The lines that end in the chunk. */
  *linesOf(chunk: Uint8Array): Generator<Uint8Array | LongLine> {
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, start)) {
      this.keep(chunk.subarray(start, end));
      yield this.take();
      start = end + 1;
    }
    if (start < chunk.byteLength) this.keep(chunk.subarray(start));
  }

  /** The last line, which needs no newline; null where there is none. */
  rest(): Uint8Array | LongLine | null {
    return this.byteCount > 0 ? this.take() : null;
  }

  private keep(piece: Uint8Array): void {
    // Of a line that is too long nothing more is kept, so that one without an end costs no memory.
    if (this.byteCount <= this.maxLineBytes) this.pieces.push(piece);
    this.byteCount += piece.byteLength;
  }

  private take(): Uint8Array | LongLine {
    const [only] = this.pieces;
    const line = only !== undefined && this.pieces.length === 1 ? only : Buffer.concat(this.pieces);
    const isLong = this.byteCount > this.maxLineBytes;
    this.pieces = [];
    this.byteCount = 0;
    return isLong ? new LongLine(line.subarray(0, KEPT_OF_LONG_BYTES)) : line;
  }
}

/** Whether a line holds nothing but spaces. */
export function isBlank(line: Uint8Array): boolean {
  for (const byte of line) if (byte !== 0x20 && byte !== 0x09 && byte !== 0x0d) return false;
  return true;
}
