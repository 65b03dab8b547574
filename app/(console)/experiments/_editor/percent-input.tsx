import { NumberField, type NumberFieldProps } from '@/components/number-field';
import { numberShown, numberTyped } from '@/components/typed-number';
import type { Amount } from './draft';

type PercentInputProps = Omit<NumberFieldProps, 'suffix' | 'show' | 'read'>;

/** A share (0.5) that is shown and typed in percent (50). What is shown is rounded; the share itself changes only where somebody types. */
export function PercentInput(props: PercentInputProps) {
  return <NumberField {...props} suffix="%" show={percentShown} read={shareTyped} />;
}

function percentShown(share: Amount): string {
  return share === '' ? '' : numberShown(Number((share * 100).toFixed(4)));
}

/** Twelve digits: without a trace of binary fractions. */
function shareTyped(text: string): Amount {
  const percent = numberTyped(text.replace(/%\s*$/u, ''));
  return percent === '' ? '' : Number((percent / 100).toPrecision(12));
}
