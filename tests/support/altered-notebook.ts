import type { Recomputation } from '@/lib/exports/recomputation';

/** After the notebook's method: alters each figure of the facts in turn, or one of so many, and says which alterations nobody noticed. */
export const alterEach = (check: string, oneOf = 1) => String.raw`
import contextlib, copy, io
memo, computed = {}, group_sequential_level
right, check_code = facts, ${JSON.stringify(check)}
by_quantile = ("lower", "upper", "relativeLower", "relativeUpper", "lowerBound", "end", "relativeEnd", "pAdjusted", "z", "plannedDrift", "finalBound", "planned", "currentTrend")
by_root = ("stoppedDifference", "stoppedLower", "stoppedUpper", "stoppedRelative", "stoppedRelativeLower", "stoppedRelativeUpper", "stoppedP")
compared_parts = ("expected", "adjustment", "corrected", "heterogeneity", "heterogeneityAdjustedP")

def group_sequential_level(*arguments):
    key = str(arguments)
    if key not in memo:
        memo[key] = computed(*arguments)
    return memo[key]


def figures(node, path):
    if isinstance(node, dict) or isinstance(node, list):
        for key in node if isinstance(node, dict) else range(len(node)):
            yield from figures(node[key], (*path, key))
    elif node is not None and not isinstance(node, str):
        arm = len(path) == 4 and path[0] == "effects" and path[3] in ("estimate", "variance")
        level = len(path) == 3 and path[0] == "effects" and path[2] == "alphaTwoSided"
        if arm or level or any(part in path for part in compared_parts):
            yield path

altered, unnoticed = 0, []
for path in list(figures(right, ()))[::${String(oneOf)}]:
    # Only the effect or the segments concerned: the others are what they were.
    facts = {"plan": right["plan"], "effects": [], "segments": [], "sampleRatio": None}
    facts |= {"heterogeneityAdjustedP": [], "lasting": [], "futility": [], "notRecomputed": []}
    if path[0] in ("sampleRatio", "lasting", "heterogeneityAdjustedP"):
        # What is corrected for all the others needs them all.
        facts[path[0]] = copy.deepcopy(right[path[0]])
        facts["segments"] = right["segments"] if path[0] == "heterogeneityAdjustedP" else []
    else:
        facts[path[0]] = [copy.deepcopy(right[path[0]][path[1]])]
        path = (path[0], 0, *path[2:])
    holder = facts
    for key in path[:-1]:
        holder = holder[key]
    value = holder[path[-1]]
    part = 1e-4 if path[-1] in by_quantile + by_root else 1e-6
    holder[path[-1]] = (not value) if isinstance(value, bool) else value * (1 + part) if value else part
    altered += 1
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            exec(check_code)
        unnoticed.append(path)
    except AssertionError:
        pass
print(altered, unnoticed)
`;

/** Facts with intervals of segments as far from the true ones as those of an older scipy: nine digits of its t quantiles are right. */
export function asByOlderScipy(facts: Recomputation): Recomputation {
  const segments = facts.segments.map((by) => ({
    ...by,
    segments: by.segments.map((one) => {
      const { lower = NaN, upper = NaN } = one.expected;
      const ends = { lower: lower * (1 + 2e-9), upper: upper * (1 - 2e-9) };
      return { ...one, expected: { ...one.expected, ...ends } };
    }),
  }));
  return { ...facts, segments };
}
