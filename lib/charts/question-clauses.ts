import type { Question } from '../model/answer';

/** What a test asks of a metric in a variant, as the end of "whether it ...". */
export const questionClauses: Readonly<Record<Question, string>> = {
  better: 'is better',
  worse: 'is worse',
  'non-inferior': 'is within its margin',
  'beyond-margin': 'is beyond its margin',
  different: 'has moved',
  smaller: 'improves by less than the smallest effect of interest',
};
