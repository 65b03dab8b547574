import type { Removal } from './removal';

/** No evidence goes: only what was computed from it. */
export const dropUnitValues: Removal<number, number, void> = {
  prepare: (_, runId) => Promise.resolve(runId),
  runsOf: (_, runId) => Promise.resolve([runId]),
  remove: () => Promise.resolve(),
};
