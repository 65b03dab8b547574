'use client';

import { Popover, UnstyledButton } from '@mantine/core';
import { VariantMark } from '@/components/charts/variant-mark';
import type { ForestMetric } from '@/lib/charts/forest';
import { formatCount, formatMoment } from '@/lib/charts/format';

/** The figures that everything else on the line is computed from, for whoever checks by hand. */
export function RawMoments({ metric }: { readonly metric: ForestMetric }) {
  const { name } = metric.metric;
  return (
    <Popover position="bottom-start" shadow="md" withinPortal trapFocus={false}>
      <Popover.Target>
        <UnstyledButton className="scorecard-moments">
          Moments<span className="visually-hidden"> of {name}</span>
        </UnstyledButton>
      </Popover.Target>
      <Popover.Dropdown className="moments" aria-label={`Moments of ${name}`}>
        <table className="data-table">
          <caption>Per unit: n, mean, variance (n − 1)</caption>
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
        <table className="data-table">
          <caption>Against the control</caption>
          <thead>
            <tr>
              <th scope="col">Variant</th>
              <th scope="col" className="data-number">
                Difference
              </th>
              <th scope="col" className="data-number">
                Std. error
              </th>
              <th scope="col" className="data-number">
                df
              </th>
              <th scope="col" className="data-number">
                t
              </th>
              <th scope="col" className="data-number">
                p
              </th>
            </tr>
          </thead>
          <tbody>
            {metric.rows.map((row) => (
              <tr key={row.variant}>
                <th scope="row">{row.name}</th>
                {row.effect.ok ? (
                  <>
                    <td className="data-number">{formatMoment(row.effect.value.difference)}</td>
                    <td className="data-number">{formatMoment(row.effect.value.standardError)}</td>
                    <td className="data-number">
                      {formatMoment(Number(row.effect.value.degreesOfFreedom.toFixed(1)))}
                    </td>
                    <td className="data-number">
                      {formatMoment(Number(row.effect.value.statistic.toPrecision(6)))}
                    </td>
                    <td className="data-number">{row.effect.value.pTwoSided.toPrecision(4)}</td>
                  </>
                ) : (
                  <td colSpan={5}>Cannot say. {row.effect.detail}</td>
                )}
              </tr>
            ))}
          </tbody>
        </table>
      </Popover.Dropdown>
    </Popover>
  );
}
