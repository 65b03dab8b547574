import { compileConfiguration } from '../../lib/assignment/compile-configuration';
import type { AssignableExperiment } from '../../lib/assignment/configuration';
import type { IngestionContext } from '../../lib/ingestion/ingestion-context';
import { recordEvents } from '../../lib/ingestion/record-events';
import { recordExposures } from '../../lib/ingestion/record-exposures';
import type { DemoExperiment } from './demo-experiments';
import { demoRandom, type DemoRandom } from './demo-random';

const itemsAtOnce = 1000;
const purchaseLogDeviation = 0.7;
const loadLogDeviation = 0.35;
const countries = ['SE', 'DE', 'FR', 'GB', 'US'];
const devices = ['phone', 'phone', 'phone', 'desktop', 'tablet'];

/** An item as it is sent, and when. */
interface Sent {
  readonly at: Date;
  readonly item: object;
}

/**
 * Sends an experiment's visitors through assignment and ingestion, as an application would: as they come, by a clock that goes
 * with them, so that nothing seems late or ahead of its time. What they will do after the present is not sent. `onSent` is told
 * of the share of all that has been sent, 0 to 1.
 */
export async function sendDemoTraffic(
  ctx: IngestionContext,
  experiment: AssignableExperiment,
  { traffic, key }: DemoExperiment,
  period: { readonly from: Date; readonly to: Date },
  onSent: (share: number) => void = () => undefined,
): Promise<void> {
  const assign = compileConfiguration({ experiments: [experiment] }).experiments.get(experiment.key)?.assign;
  if (traffic === null || assign === undefined) return;
  const random = demoRandom(traffic.units + key.length);
  const exposures: Sent[] = [];
  const events: Sent[] = [];
  for (let visitor = 0; visitor < traffic.units; visitor += 1) {
    const unit = `${key}-visitor-${String(visitor)}`;
    const { variantIndex, variant } = assign(unit, {}, { nowMs: 0 });
    if (variantIndex === null) continue;
    const at = arrival(random, period);
    const isLast = variantIndex === traffic.behaviour.length - 1;
    if (isLast && random.next() < traffic.lostShareOfLast) continue;
    const attributes = { country: pick(random, countries), device: pick(random, devices) };
    const exposure = {
      experiment: key,
      variant: variant.key,
      unit,
      occurredAt: at.toISOString(),
      attributes,
    };
    exposures.push({ at, item: exposure });
    const behaviour = traffic.behaviour[variantIndex];
    if (behaviour === undefined) continue;
    events.push(event(unit, 'page-load', at, 0, logNormal(random, behaviour.meanLoadMs, loadLogDeviation)));
    if (random.next() >= behaviour.purchaseRate) continue;
    const minutes = 2 + 40 * random.next();
    events.push(
      event(unit, 'purchase', at, minutes, logNormal(random, behaviour.meanPurchase, purchaseLogDeviation)),
    );
  }
  const present = ctx.now();
  const [met, did] = [batches(exposures, present), batches(events, present)];
  let sent = 0;
  const count = () => onSent((sent += 1) / (met.length + did.length));
  for (const { items, now } of met) {
    await recordExposures({ ctx: { ...ctx, now }, input: { exposures: items } });
    count();
  }
  for (const { items, now } of did) {
    await recordEvents({ ctx: { ...ctx, now }, input: { events: items } });
    count();
  }
}

/** Evenly over the days, few at night. */
function arrival(random: DemoRandom, { from, to }: { from: Date; to: Date }): Date {
  for (;;) {
    const instant = new Date(from.getTime() + random.next() * (to.getTime() - from.getTime()));
    const dayPhase = ((instant.getUTCHours() - 15) / 24) * 2 * Math.PI;
    if (random.next() < 0.55 + 0.45 * Math.cos(dayPhase)) return instant;
  }
}

function pick(random: DemoRandom, values: readonly string[]): string {
  return values[Math.floor(random.next() * values.length)] ?? '';
}

/** With the given mean, whatever the deviation on the log scale. */
function logNormal(random: DemoRandom, mean: number, logDeviation: number): number {
  const value = mean * Math.exp(logDeviation * random.normal() - logDeviation ** 2 / 2);
  return Math.round(value * 100) / 100;
}

function event(unit: string, name: string, exposedAt: Date, minutesLater: number, value: number): Sent {
  const at = new Date(exposedAt.getTime() + minutesLater * 60_000);
  return { at, item: { id: `${name}:${unit}`, unit, name, value, occurredAt: at.toISOString() } };
}

/** In order of time, of one UTC day each, with the clock at the last of them. */
function batches(sent: readonly Sent[], present: Date): readonly Batch[] {
  const inOrder = sent.filter(({ at }) => at <= present).sort((a, b) => a.at.getTime() - b.at.getTime());
  const cut: Sent[][] = [];
  for (const one of inOrder) {
    const last = cut.at(-1);
    const first = last?.[0];
    const fits = last !== undefined && first !== undefined && last.length < itemsAtOnce;
    if (fits && dayOf(first.at) === dayOf(one.at)) last.push(one);
    else cut.push([one]);
  }
  return cut.map((batch) => {
    const at = batch.at(-1)?.at ?? present;
    return { items: batch.map(({ item }) => item), now: () => at };
  });
}

interface Batch {
  readonly items: readonly object[];
  readonly now: () => Date;
}

function dayOf(instant: Date): string {
  return instant.toISOString().slice(0, 10);
}
