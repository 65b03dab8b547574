import { appendFile } from 'node:fs/promises';
import { z } from 'zod';
import { expecting, JsonLines, type ApiClient } from '../client/api-client';
import { writeCheckpoint, type Checkpoint } from './checkpoint';
import type { ImportOptions } from './import-options';
import { UnsendableLine } from './item-reader';
import type { FileItem } from './read-items';

/** As many as a receipt tells of one by one, should all be refused. */
const ITEMS_A_REQUEST = 1000;
/** Far below the largest body that is taken. */
const CHARACTERS_A_REQUEST = 8_000_000;
/** Some are answered while the next is read and sent. */
const REQUESTS_AT_ONCE = 4;

const receiptSchema = z.object({
  accepted: z.int(),
  duplicate: z.int(),
  rejected: z.array(z.object({ index: z.int(), code: z.string(), detail: z.string() })),
});

type Receipt = z.output<typeof receiptSchema>;

/** Where the refused lines of a file go. */
export function rejectedFileOf(file: string): string {
  return `${file}.rejected.ndjson`;
}

/** Lines of a file that go together. */
class Part {
  readonly items: FileItem[] = [];
  /** Those that can be sent, and their JSON: one behind the other. */
  readonly sendable: FileItem[] = [];
  readonly lines: string[] = [];
  #characters = 0;

  add(item: FileItem): void {
    this.items.push(item);
    if (item.item instanceof UnsendableLine) return;
    const line = JSON.stringify(item.item);
    this.sendable.push(item);
    this.lines.push(line);
    this.#characters += line.length;
  }

  get isFull(): boolean {
    return this.items.length >= ITEMS_A_REQUEST || this.#characters > CHARACTERS_A_REQUEST;
  }
}

/** Sends a file's lines in parts, and notes in the file's order how far it came and what was refused. */
export class FileSender {
  readonly #client: ApiClient;
  readonly #options: ImportOptions;
  readonly #onSent: (itemsMore: number) => void;
  #part = new Part();
  #checkpoint: Checkpoint;
  /** Settles when all parts so far have been answered and noted. */
  #noted: Promise<void> = Promise.resolve();
  #underWay: Promise<void>[] = [];

  constructor(
    client: ApiClient,
    options: ImportOptions,
    start: Checkpoint,
    onSent: (itemsMore: number) => void,
  ) {
    this.#client = client;
    this.#options = options;
    this.#checkpoint = start;
    this.#onSent = onSent;
  }

  /** Takes an item into the part; true where the part is full, and waits to be sent. */
  add(item: FileItem): boolean {
    this.#part.add(item);
    return this.#part.isFull;
  }

  /** Sends the part while the one before may still be under way. Throws what the server said to a whole request. */
  async sendPart(): Promise<void> {
    const part = this.#part;
    this.#part = new Part();
    const answered = this.#send(part);
    const before = this.#noted;
    const noted = Promise.all([answered, before]).then(([receipt]) => this.#note(part, receipt));
    // It is awaited later, here or at the end; until then a failure is no unhandled one.
    noted.catch(() => undefined);
    this.#noted = noted;
    this.#underWay.push(noted);
    if (this.#underWay.length >= REQUESTS_AT_ONCE) await this.#underWay.shift();
  }

  /** Sends what is left, and resolves when everything has been answered. */
  async end(): Promise<Checkpoint> {
    if (this.#part.items.length > 0) await this.sendPart();
    await this.#noted;
    return this.#checkpoint;
  }

  async #send({ lines }: Part): Promise<Receipt> {
    if (lines.length === 0) return { accepted: 0, duplicate: 0, rejected: [] };
    const path = `/api/v1/${this.#options.kind}`;
    // 400: nothing of it was accepted, and the receipt says why.
    return expecting(receiptSchema, this.#client.request('POST', path, new JsonLines(lines)), 200, 400);
  }

  async #note(part: Part, receipt: Receipt): Promise<void> {
    const { file } = this.#options;
    const refused = [
      ...part.items.flatMap(({ line, item, source }) =>
        item instanceof UnsendableLine ? [{ line, code: item.code, detail: item.detail, source }] : [],
      ),
      ...receipt.rejected.map(({ index, code, detail }) => {
        const { line = 0, source = null } = part.sendable[index] ?? {};
        return { line, code, detail, source };
      }),
    ].sort((one, other) => one.line - other.line);
    const lines = refused.map((line) => `${JSON.stringify(line)}\n`);
    if (lines.length > 0) await appendFile(rejectedFileOf(file), lines.join(''));
    const before = this.#checkpoint;
    this.#checkpoint = {
      ...before,
      line: part.items.at(-1)?.line ?? before.line,
      accepted: before.accepted + receipt.accepted,
      duplicate: before.duplicate + receipt.duplicate,
      rejected: before.rejected + refused.length,
    };
    await writeCheckpoint(file, this.#checkpoint);
    this.#onSent(part.items.length);
  }
}
