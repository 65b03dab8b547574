import { formatShare } from '@/lib/charts/format';
import { variantLook } from '@/lib/charts/variant-colours';
import type { Amount } from './draft';
import './split-bar.css';

interface SplitBarProps {
  readonly variants: readonly { readonly name: string; readonly weight: Amount }[];
  readonly coverage: Amount;
}

/** The allocation drawn: each variant's share of all eligible units, and who stays outside. */
export function SplitBar({ variants, coverage }: SplitBarProps) {
  const covered = coverage === '' ? 0 : coverage;
  return (
    <div className="split-bar" aria-hidden="true">
      {variants.map(({ name, weight }, position) => {
        const share = weight === '' ? 0 : weight * covered;
        return (
          <span
            // Place is identity: it decides the colour.
            key={position}
            style={{ width: `${share * 100}%`, background: variantLook(position).colour }}
            title={`${name}: ${formatShare(share)} of the eligible units`}
          />
        );
      })}
    </div>
  );
}
