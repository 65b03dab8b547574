// What programs write where they have no id: `String(undefined)`, `str(None)`, `fmt.Sprint(nil)`, `JSON.stringify([null])`, `\N` of a dump,
// a cell of `#N/A`, a field that was never filled. Everybody who sends one would become a single unit, which no analysis can take apart
// again. Spaces, quotes and brackets around it, as templates leave them, change nothing. Both patterns read a text once, however
// long it is.

/** As programs spell them. A person may be called Null or Nan, so other letters are another id. */
const NO_ID =
  /^[\s"'`\\#()[\]{}<>«»‹›\u200b-\u201f\u2060]*(([Uu]ndefined|UNDEFINED|null|NULL|nan|NaN|None|nil|n\/a|N\/A|\\N|object \w+|[-0]{36})[\s"'`\\#()[\]{}<>«»‹›\u200b-\u201f\u2060]*)?$/;

/** What no link may name, in whatever letters: the above, and what stands for many people at once. */
const NOBODY = RegExp(
  NO_ID.source.replace('None', 'none|[-+]?0+(\\.0+)?|-1|true|false|anonymous|guest|unknown'),
  'i',
);

/** Whether a text is what programs write where there is no id, or is blank. A zero is an id: some systems count from it. */
export function isPlaceholderId(id: string): boolean {
  return NO_ID.test(id);
}

/**
 * The same for ids that a link names, where more is refused: a wrong link makes two people one. `0`, `-1`, `true`, `guest`
 * and the like are nobody.
 */
export function isNobodysId(id: string): boolean {
  return NOBODY.test(id);
}
