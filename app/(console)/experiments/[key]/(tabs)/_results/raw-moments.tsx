'use client';

import { Popover, UnstyledButton } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import type { KeyboardEvent } from 'react';
import { VariantMark } from '@/components/charts/variant-mark';
import type { ForestMetric } from '@/lib/charts/forest';
import { formatCount, formatMoment } from '@/lib/charts/format';
import { EffectFigures } from './effect-figures';

/** The figures that everything else on the line is computed from, for whoever checks by hand. */
export function RawMoments({ metric }: { readonly metric: ForestMetric }) {
  const { name } = metric.metric;
  const [opened, { toggle, close, set }] = useDisclosure(false);
  // Focus stays on the button, where the popover's own Escape is not heard.
  const closeOnEscape = (event: KeyboardEvent) => {
    if (event.key === 'Escape') close();
  };
  return (
    <Popover
      opened={opened}
      onChange={set}
      position="bottom-start"
      shadow="md"
      withinPortal
      trapFocus={false}
    >
      <Popover.Target>
        <UnstyledButton className="scorecard-moments" onClick={toggle} onKeyDown={closeOnEscape}>
          Moments<span className="visually-hidden"> of {name}</span>
        </UnstyledButton>
      </Popover.Target>
      <Popover.Dropdown className="moments" aria-label={`Moments of ${name}`}>
        <table className="data-table">
          <caption>
            As counted, per unit: n, mean, variance (n − 1)
            {metric.adjusted ? '. The change is of adjusted means' : ''}
          </caption>
          <thead>
            <tr>
              <th scope="col">Variant</th>
              <th scope="col" className="data-number">
                n
              </th>
              <th scope="col" className="data-number">
                Mean
              </th>
              <th scope="col" className="data-number">
                Variance
              </th>
            </tr>
          </thead>
          <tbody>
            {[metric.control, ...metric.rows].map(({ name: variant, position, arm }) => (
              <tr key={position}>
                <th scope="row">
                  <span className="variant-name">
                    <VariantMark position={position} />
                    {variant}
                  </span>
                </th>
                <td className="data-number">{arm === null ? '\u2013' : formatCount(arm.n)}</td>
                <td className="data-number">{arm === null ? '\u2013' : formatMoment(arm.mean)}</td>
                <td className="data-number">{arm === null ? '\u2013' : formatMoment(arm.variance)}</td>
              </tr>
            ))}
          </tbody>
        </table>
        <EffectFigures rows={metric.rows} plainAlpha={metric.plainAlpha} />
      </Popover.Dropdown>
    </Popover>
  );
}
