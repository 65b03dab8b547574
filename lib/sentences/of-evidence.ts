/** Why a metric, a breakdown or the units of a segment could not be read. `cause` quotes the database. */
export const ofEvidence = {
  'query-without-number': () => 'The query returned something that is not a finite number.',
  'query-took-too-long': () => 'The query took longer than it may.',
  'query-failed': ({ cause }: { cause: string }) => `The query failed: ${cause}.`,
  'pre-exposure-segment-not-read': () => 'The pre-exposure segment was not read.',
  'segment-values-too-many': ({ most }: { most: number }) =>
    `The attribute has more than ${most} values: it tells units apart, not segments.`,
  'segment-values-too-small': ({ values, least }: { values: number; least: number }) =>
    `The attribute has ${values} values, and none of them has ${least} units: it tells units apart, not segments.`,
};
