import Link from 'next/link';
import { formatShare } from '@/lib/charts/format';
import { layerSegments } from '@/lib/charts/layer-picture';
import { variantLook } from '@/lib/charts/variant-colours';
import type { LayerUse, LayerView } from '@/lib/verbs/layers/layer-view';
import './traffic.css';

/** Each layer with the ranges that its runs hold, drawn and in words. */
export function LayerList({ layers }: { readonly layers: readonly LayerView[] }) {
  if (layers.length === 0) {
    return <p>None yet. Without a layer, experiments are split independently and may share units.</p>;
  }
  return (
    <ul className="traffic-layers">
      {layers.map((layer) => (
        <li key={layer.key}>
          <h3>
            {layer.name} <code>{layer.key}</code>
          </h3>
          {layer.uses
            .filter(({ environment, places }) => environment === 'production' || places.length > 0)
            .map((use) => (
              <LayerBar key={use.environment} use={use} />
            ))}
        </li>
      ))}
    </ul>
  );
}

function LayerBar({ use: { environment, freeShare, places } }: { readonly use: LayerUse }) {
  const segments = layerSegments(places);
  return (
    <div className="traffic-use">
      <p>
        {environment}: {formatShare(freeShare)} free
      </p>
      <div className="traffic-bar" aria-hidden="true">
        {segments.map(({ experiment, from, width, slot }) => (
          <span
            key={from}
            title={`${experiment ?? 'free'}: ${formatShare(width)}`}
            style={{
              width: `${String(width * 100)}%`,
              ...(experiment === null ? {} : { background: variantLook(slot + 1).colour }),
            }}
          />
        ))}
      </div>
      {places.length > 0 && (
        <ul className="traffic-places">
          {places.map(({ experiment, run }, slot) => (
            <li key={experiment}>
              <span
                className="traffic-swatch"
                style={{ background: variantLook(slot + 1).colour }}
                aria-hidden="true"
              />
              <Link href={`/experiments/${experiment}`}>{experiment}</Link>, run {run}:{' '}
              {formatShare(held(segments, experiment))}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

function held(segments: ReturnType<typeof layerSegments>, experiment: string): number {
  return segments.reduce((sum, segment) => sum + (segment.experiment === experiment ? segment.width : 0), 0);
}
