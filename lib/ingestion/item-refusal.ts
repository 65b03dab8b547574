/** Why an item is not stored; the code is stable, the detail says what to change. */
export class ItemRefusal {
  constructor(
    readonly code: string,
    readonly detail: string,
  ) {}
}

export const notAnObject = new ItemRefusal('INVALID_ITEM', 'an item must be an object');
