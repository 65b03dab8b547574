import { z } from 'zod';
import type { TargetingRule } from '../assignment/targeting';
import { validateTargeting } from '../assignment/targeting-problems';
import { targetingDescription } from './targeting-description';

/** A targeting rule, judged by the room that will evaluate it, each problem at its own place. */
export const targetingSchema = z
  .unknown()
  .superRefine((rule, problems) => {
    for (const { pointer, detail } of validateTargeting(rule)) {
      problems.addIssue({ code: 'custom', path: pointer.split('/').slice(1), message: detail });
    }
  })
  .pipe(
    z
      .custom<TargetingRule>((rule) => validateTargeting(rule).length === 0)
      .register(z.globalRegistry, targetingDescription),
  )
  .register(z.globalRegistry, { id: 'TargetingRule', ...targetingDescription });
