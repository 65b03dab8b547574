import { NumberInput, type NumberInputProps } from '@mantine/core';
import { useState } from 'react';
import type { Amount } from './draft';

interface PercentInputProps extends Omit<NumberInputProps, 'value' | 'onChange' | 'suffix' | 'decimalScale'> {
  /** A share: 0.5 is shown as 50 %. */
  readonly value?: Amount;
  readonly onChange?: (share: Amount) => void;
}

/** A share in percent, four decimals of them. What is shown is rounded; the share itself changes only where somebody types. */
export function PercentInput({ value = '', onChange, ...shown }: PercentInputProps) {
  // As typed, such as "33.": what it means would not keep the point.
  const [typed, setTyped] = useState<{ readonly text: string | number; readonly share: Amount } | null>(null);
  return (
    <NumberInput
      {...shown}
      suffix=" %"
      decimalScale={4}
      value={typed?.share === value ? typed.text : percentShown(value)}
      onChange={(text) => {
        const share = shareTyped(text);
        setTyped({ text, share });
        onChange?.(share);
      }}
    />
  );
}

function percentShown(share: Amount): Amount {
  return share === '' ? '' : Number((share * 100).toFixed(4));
}

/** Twelve digits: without a trace of binary fractions. */
function shareTyped(text: string | number): Amount {
  const percent = typeof text === 'number' ? text : Number.parseFloat(text);
  return Number.isFinite(percent) ? Number((percent / 100).toPrecision(12)) : '';
}
