import { z } from 'zod';

const named = z.looseObject({ source: z.string() });
const fieldsOf = z.looseObject({});

/**
 * A definition that names a source says nothing of events: every row counts, as an event whose name is the source's key. That
 * is written into its selections here, so that whatever reads selections reads those too. Anything else passes as it is.
 */
export function rowsAsEvents(input: unknown, context: z.RefinementCtx): unknown {
  const parsed = z.looseObject({ kind: z.unknown(), definition: named }).safeParse(input);
  if (!parsed.success) return input;
  const { kind, definition } = parsed.data;
  if (definition['breakdown'] !== undefined) {
    const message = 'The rows of a source have no properties: there is nothing to break the metric down by.';
    context.addIssue({ code: 'custom', path: ['definition', 'breakdown'], message, input });
    return z.NEVER;
  }
  const others = z
    .looseObject({ covariate: z.looseObject({ others: z.array(z.unknown()).min(1) }) })
    .safeParse(definition);
  if (others.success) {
    const message = 'A source has rows of one kind: there is no other measure to adjust for.';
    context.addIssue({ code: 'custom', path: ['definition', 'covariate', 'others'], message, input });
    return z.NEVER;
  }
  const { source } = definition;
  const rows = (fields: unknown, path: readonly string[]) => selectingRows(fields, source, path, context);
  if (kind !== 'ratio') return { ...parsed.data, definition: withPast(rows(definition, []), rows) };
  const terms = {
    numerator: rows(definition['numerator'], ['numerator']),
    denominator: rows(definition['denominator'], ['denominator']),
  };
  return { ...parsed.data, definition: withPast({ ...definition, ...terms }, rows) };
}

type SelectRows = (fields: unknown, path: readonly string[]) => unknown;

/** The same for what is measured before exposure, where that is something else than the metric itself. */
function withPast(definition: unknown, rows: SelectRows): unknown {
  const parsed = z.looseObject({ covariate: z.looseObject({ term: fieldsOf }) }).safeParse(definition);
  if (!parsed.success) return definition;
  const { covariate } = parsed.data;
  const term = rows(covariate.term, ['covariate', 'term']);
  return { ...parsed.data, covariate: { ...covariate, term } };
}

/** Adds the selection of every row; what was read back says so already, and any other selection is refused. */
function selectingRows(
  fields: unknown,
  source: string,
  path: readonly string[],
  context: z.RefinementCtx,
): unknown {
  const parsed = fieldsOf.safeParse(fields);
  if (!parsed.success) return fields;
  const { event, where } = parsed.data;
  const refuse = (field: string, message: string) =>
    context.addIssue({ code: 'custom', path: ['definition', ...path, field], message, input: fields });
  if (event !== undefined && event !== source) {
    refuse('event', 'Where a source is named, leave the event out: every row of the source counts.');
  }
  if (where !== undefined && !(Array.isArray(where) && where.length === 0)) {
    refuse('where', 'The rows of a source have no properties: put conditions into its SQL.');
  }
  return { ...parsed.data, event: source, where: [] };
}
