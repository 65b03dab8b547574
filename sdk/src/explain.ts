import { compileConfiguration } from '../../lib/assignment/compile-configuration';
import { explain as explainAssignment, type ExplanationStep } from '../../lib/assignment/explain';

import type { Client } from './client';
import { messageOf } from './errors';
import type { Subject } from './evaluation';
import { asSent } from './plain-json';
import { problemOfUnit } from './subject';

/**
 * Why the subject gets what it gets, line by line: every rule, passed or failed, with bucket and hash; a star at the one
 * that decided. For people, and an entry point of its own, so that pages do not carry it. Exposes nobody, and never throws.
 */
export function explain(client: Client, experiment: string, subject: Subject): string {
  try {
    const { variant, reason, cause, run, errorCode, errorMessage } = client.evaluate(experiment, null, {
      ...subject,
      expose: false,
    });
    const outcome = variant === null ? 'the default' : `variant "${variant}"`;
    const why = [reason, cause, errorCode, errorMessage].filter((part) => part !== undefined).join(', ');
    const head = `${experiment}${run === undefined ? '' : `, run ${run}`}: ${outcome} (${why})`;
    return [head, ...trailOf(client, experiment, subject)].join('\n');
  } catch (error) {
    return `This cannot be explained: ${messageOf(error)}`;
  }
}

function trailOf(client: Client, experiment: string, given: Subject): readonly string[] {
  const configuration = client.configuration();
  if (configuration === null) return [];
  const compiled = compileConfiguration(configuration).experiments.get(experiment);
  if (compiled === undefined) return [];
  const { unit, attributes = {} } = given;
  if (problemOfUnit(unit) !== undefined) return [];
  const kept = (key: string, run: number) => client.keptVariant(key, run, unit);
  return explainAssignment(compiled, unit, asSent(attributes), { nowMs: Date.now(), kept }).trail.map(lineOf);
}

function lineOf(step: ExplanationStep): string {
  return `${step.decides === true ? '*' : ' '} ${step.passed ? 'passed' : 'failed'}  ${step.step}${detailOf(step)}`;
}

function detailOf(step: ExplanationStep): string {
  if ('rule' in step) {
    const why = step.detail === undefined ? '' : ` (${step.detail})`;
    return ` ${step.pointer === '' ? '/' : step.pointer}: ${step.rule}${why}`;
  }
  if (!('bucket' in step)) return `: ${step.detail}`;
  const range = `${step.from.toFixed(6)} to ${step.to.toFixed(6)}`;
  return `: ${step.detail}; bucket ${step.bucket.toFixed(6)} of ${range}, hash ${step.hash}`;
}
