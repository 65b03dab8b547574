/** As many units in each variant as should be, yet each country meets one variant alone: a split that is broken by segment. */
export function exposuresOfBrokenSegments(experiment: string): readonly object[] {
  return Array.from({ length: 160 }, (_, index) => ({
    experiment,
    unit: `broken-${String(index)}`,
    variant: index % 2 === 0 ? 'control' : 'treatment',
    attributes: { country: index % 2 === 0 ? 'SE' : 'NO' },
  }));
}
