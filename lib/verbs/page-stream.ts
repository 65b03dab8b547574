/** JSON, one value a line. */
export const jsonLinesMediaType = 'application/x-ndjson';

export const jsonLinesOf = (rows: readonly unknown[]): string =>
  rows.map((one) => `${JSON.stringify(one)}\n`).join('');

/** A file of pages of rows: each page is read when somebody takes it, and none after the reader has gone. */
export function streamOfPages<Row>(
  pages: AsyncGenerator<readonly Row[], void, void>,
  linesOf: (rows: readonly Row[]) => string,
  before = '',
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let heading = before;
  return new ReadableStream<Uint8Array>(
    {
      pull: async (controller) => {
        // A pull that gives nothing is not asked again, so a page without rows is stepped over.
        for (;;) {
          const page = await pages.next();
          const text = heading + linesOf(page.value ?? []);
          heading = '';
          if (text !== '') controller.enqueue(encoder.encode(text));
          if (page.done === true) controller.close();
          if (text !== '' || page.done === true) return;
        }
      },
      cancel: async () => {
        await pages.return();
      },
    },
    { highWaterMark: 0 },
  );
}
