import type { z } from 'zod';

/** What to change about a number where its schema has no sentence of its own; undefined: about something else. */
export function numberProblem(issue: z.core.$ZodRawIssue): string | undefined {
  if (issue.code === 'invalid_type') {
    if (issue.expected === 'int') return 'Give a whole number.';
    return issue.expected === 'number' ? 'Give a number.' : undefined;
  }
  if (issue.code !== 'too_small' && issue.code !== 'too_big') return undefined;
  if (issue.origin !== 'number' && issue.origin !== 'int') return undefined;
  const [bound, words] =
    issue.code === 'too_small'
      ? [issue.minimum, ['at least', 'more than']]
      : [issue.maximum, ['at most', 'less than']];
  return `Give ${issue.inclusive === false ? words[1] : words[0]} ${String(bound)}.`;
}
