import { expect, test } from 'vitest';
import { defaultVariantOf } from '../../lib/assignment/default-variant';
import { findMalformation } from '../../lib/assignment/malformation';
import { experimentInputSchema } from '../../lib/model/experiment';
import { assignableExperiment, compile } from '../support/assignable';

const nobody = { all: [{ attribute: 'country', operator: 'equals', value: 'SE' } as const] };

test('whoever takes no part is in no variant, and the default variant is known beside it', () => {
  const experiment = assignableExperiment({ targeting: nobody, defaultVariant: 'treatment' });
  const { assign } = compile(experiment);
  expect(assign('unit', {}, { nowMs: 0 })).toMatchObject({ reason: 'NOT_TARGETED', variant: null });
  expect(defaultVariantOf(experiment)?.key).toBe('treatment');
  expect(defaultVariantOf(assignableExperiment())).toBeUndefined();
});

test('a default variant that is none of the variants keeps its run from being served, and gives nothing', () => {
  const experiment = assignableExperiment({ defaultVariant: 'gone' });
  expect(findMalformation(experiment)).toBe('the default variant "gone" is none of its variants');
  expect(defaultVariantOf(experiment)).toBeUndefined();
});

test('a default variant that is not there is refused where it is said', () => {
  const [control, treatment] = assignableExperiment().variants.map(({ key, value, weight }) => ({
    ...{ key, name: key, value, weight },
    isControl: key === 'control',
  }));
  const input = { key: 'checkout', name: 'Checkout', variants: [control, treatment] };
  expect(experimentInputSchema.safeParse({ ...input, defaultVariant: 'treatment' }).success).toBe(true);
  const { error } = experimentInputSchema.safeParse({ ...input, defaultVariant: 'gone' });
  expect(error?.issues).toMatchObject([
    { path: ['defaultVariant'], message: 'There is no variant "gone". Name one of the variants, or null.' },
  ]);
});
