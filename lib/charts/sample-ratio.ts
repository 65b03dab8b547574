import type { AnalysisResult } from '../model/analysis-result';
import { HEALTH_ALARM_LEVEL } from '../statistics/quality/alarm-level';
import { cannotSaySentence } from '../sentences/cannot-say';
import { formatPStatement } from './format';

/** "p < 0.001": below it a check of the experiment itself alarms. */
export const alarmStatement = `p < ${HEALTH_ALARM_LEVEL}`;

/** No alarm yet, and rarer than one in twenty where the split is right. */
const WORTH_A_LOOK = 0.05;

/** The overall split of a run in a few words. */
export interface SampleRatioReading {
  readonly tone: 'good' | 'notice' | 'bad' | 'unknown';
  readonly figure: string;
  readonly text: string;
}

/**
 * The test that decides, and its p: the sequential one, which holds at any number of analyses. Analyses of engines before 8 went by
 * Pearson's, and those of the first engines have no other.
 */
export function sampleRatioReading({ health }: Pick<AnalysisResult, 'health'>): SampleRatioReading {
  const { sampleRatio, sampleRatioAlarm, sequentialSampleRatio } = health;
  const isSequential =
    sequentialSampleRatio?.ok === true &&
    sequentialSampleRatio.value.p < HEALTH_ALARM_LEVEL === sampleRatioAlarm;
  const test = isSequential ? sequentialSampleRatio : sampleRatio;
  if (!test.ok) return { tone: 'unknown', figure: 'Cannot say', text: cannotSaySentence(test) };
  const figure = formatPStatement(test.value.p);
  const isLow = test.value.p < WORTH_A_LOOK;
  const where = isSequential ? 'at any number of analyses' : 'at this one look';
  return sampleRatioAlarm
    ? { tone: 'bad', figure, text: `Not the configured split: rejected at ${alarmStatement}, ${where}.` }
    : {
        tone: isLow ? 'notice' : 'good',
        figure,
        text: `No alarm: that needs ${alarmStatement}${isLow ? `; ${figure} is worth a look` : ''}. Whether the units of each variant fit its weight was tested, ${where}.`,
      };
}
