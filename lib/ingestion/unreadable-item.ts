/** A line of a bulk upload that is no JSON: an item that is refused before anybody can say what it should have been. */
export class UnreadableItem {
  constructor(
    readonly code: string,
    readonly detail: string,
    /** As it came, or its beginning. */
    readonly text: string,
    /** The item's own id, where that could be read. */
    readonly id?: string,
  ) {}
}
