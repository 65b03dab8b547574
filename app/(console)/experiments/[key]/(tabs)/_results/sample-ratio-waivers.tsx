import { segmentAlarms } from '@/lib/charts/segment-split';
import { formatInstant } from '@/lib/charts/format-time';
import type { AnalysisView } from '@/lib/verbs/analysis/result-answers';
import { WaiverForm } from './waiver-form';

interface SampleRatioWaiversProps {
  readonly experimentKey: string;
  readonly analysis: AnalysisView;
  readonly mayWaive: boolean;
  readonly timeZone: string;
}

/** What was waived of the run's segments, by whom and why; and the way to waive what still makes it invalid. */
export function SampleRatioWaivers({ experimentKey, analysis, mayWaive, timeZone }: SampleRatioWaiversProps) {
  const { decision, runNumber, sampleRatioWaivers: waivers } = analysis;
  const waived = new Set(waivers.flatMap(({ attributes }) => attributes));
  const alarms = segmentAlarms(decision).map(({ attribute }) => attribute);
  const open = alarms.filter((attribute) => !waived.has(attribute));
  if (waivers.length === 0 && open.length === 0) return null;
  return (
    <section className="health-waivers" aria-labelledby="health-waivers-heading">
      <h3 id="health-waivers-heading">Waived sample ratios</h3>
      {waivers.length > 0 && (
        <ul>
          {waivers.map(({ id, attributes, reason, waivedByName, waivedAt }) => (
            <li key={id}>
              <strong>{attributes.join(', ')}</strong>
              {`: \u201c${reason}\u201d \u2013 ${waivedByName}, ${formatInstant(waivedAt, timeZone)}`}
            </li>
          ))}
        </ul>
      )}
      {alarms.length > 0 && open.length === 0 && (
        <p>The next analysis takes this into account: analyse now.</p>
      )}
      {open.length > 0 && (
        <p>
          {`The split by ${open.join(', ')} makes the result invalid. Find out what broke it. If it cannot have affected the metrics, people who may change the experiment can waive it.`}
        </p>
      )}
      {open.length > 0 && mayWaive && <WaiverForm experimentKey={experimentKey} run={runNumber} />}
    </section>
  );
}
