import type { FoundWarning } from '../model/planning';
import { formatCount, formatShare } from './format';
import { counted } from './format-time';

/** The sentence a person reads for a warning about a plan, its metric by the name that it goes by. */
export function planWarningSentence(
  { code, metric, figures }: FoundWarning,
  nameOf: (key: string) => string,
): string {
  const name = metric === null ? 'a metric' : nameOf(metric);
  return SENTENCES[code](name, (figure) => figures[figure] ?? 0, figures);
}

type Sentence = (name: string, of: (figure: string) => number, figures: FoundWarning['figures']) => string;

const SENTENCES: Readonly<Record<FoundWarning['code'], Sentence>> = {
  'no-minimum-effect': (name) =>
    `No smallest effect of interest is set for ${name}, so the size does not allow for it.`,
  'no-baseline': (name) => `No baseline is known of ${name}. Type one, and the size follows.`,
  underpowered: (_, of, { offeredUnits }) => {
    const wanted = percent(of('wantedPower'));
    const enough =
      offeredUnits === undefined
        ? ''
        : ` With ${formatCount(offeredUnits)} units it would be shipped ${wanted} of the time.`;
    return `With ${formatCount(of('units'))} units a variant that is as good as planned is shipped ${percent(of('power'))} of the time, not ${wanted}.${enough}`;
  },
  'too-skewed': (name, of) =>
    `The metric ${name} is too skewed for so unequal a split: its test would err ${of('times').toFixed(1)} times as often as it says. Cap it, split evenly, or plan for more units.`,
  'window-longer-than-run': (name, of) =>
    `The metric ${name} waits ${days(of('windowDays'))} for each unit, and the run lasts ${days(of('days'))}: no unit would count.`,
  'no-traffic': () => 'Nothing says how many units come in a day. Type it, and the days follow.',
  'few-units': (_, of) =>
    `The smallest variant would have fewer than ${formatCount(of('least'))} units: too few to rely on these figures.`,
  'few-days': (_, of) => {
    const [arrived, matured] = [of('arrivedUnits'), of('unitsAfterDays')];
    const came = `At this traffic ${formatCount(arrived)} units come in ${days(of('days'))}`;
    const planned = `${formatCount(of('units'))} are planned`;
    return `${came}${arrived > matured ? `, and ${finishedWords(matured)}` : ''}; ${planned}. Plan for more days, or for fewer units.`;
  },
  'long-run': (_, of, { days: needed }) => {
    const take =
      needed === undefined
        ? 'are more than ever come at this traffic'
        : `take ${longWords(needed)} at this traffic`;
    return `${formatCount(of('units'))} units ${take}. Plan for a larger effect, fewer metrics or variants, or more of the traffic.`;
  },
  'not-whole-weeks': (_, of) =>
    `${days(of('days'))} ${of('days') === 1 ? 'is no whole week' : 'are not whole weeks'}, so some weekdays count more than others.`,
  'always-valid-costs': (_, of) =>
    `Always valid costs up to about ${of('times').toFixed(1)} times the units of a fixed size: it is the price of looking whenever you like.`,
};

const finishedWords = (matured: number): string =>
  matured === 0
    ? 'none has finished its window'
    : `${formatCount(matured)} ${matured === 1 ? 'has finished its window' : 'have finished their windows'}`;

/** Half a point is the error of the simulation. */
const percent = (share: number): string => formatShare(Number(share.toFixed(3)));

/** Not rounded: 13.5 days are more than 13 and fewer than 14. */
const days = (count: number): string => counted(count, 'day');

const longWords = (count: number): string =>
  count < 365 ? days(count) : `${(count / 365.25).toFixed(1)} years`;
