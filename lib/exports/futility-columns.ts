import type { FutilityOfLook } from './futility-facts';
import type { Cell, ColumnType } from './table';

/** The chance that is left to show an improvement, where the plan states the least of it. */
export const futilityColumnTypes = {
  conditional_power: 'number',
  conditional_power_of_trend: 'number',
  least_conditional_power: 'number',
  // JSON: the same of every look that was asked, and whether it advised to stop.
  conditional_power_by_look: 'text',
} as const satisfies Readonly<Record<string, ColumnType>>;

type FutilityRow = { readonly [Name in keyof typeof futilityColumnTypes]?: Cell | undefined };

/** Empty where no look was asked about the metric; the first three where the look of the file was not. */
export function futilityColumns(
  metric: string,
  variant: string,
  looks: readonly FutilityOfLook[],
  lookNumber: number | null,
): FutilityRow {
  const known = looks.flatMap(({ look, leastConditionalPower, powers, advice }) =>
    powers
      .filter((one) => one.metric === metric && one.variant === variant)
      .map(({ expected }) => ({ look, leastConditionalPower, ...expected, advised: advice.expected })),
  );
  const now = known.find(({ look }) => look === lookNumber);
  return {
    conditional_power: now?.planned,
    conditional_power_of_trend: now?.currentTrend,
    least_conditional_power: now?.leastConditionalPower,
    conditional_power_by_look: known.length === 0 ? null : JSON.stringify(known),
  };
}
