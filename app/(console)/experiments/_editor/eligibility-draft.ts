import type { ExperimentInput } from '@/lib/model/experiment';
import { unquoted } from './audience-rows';

export type EligibilityFields = Pick<
  ExperimentInput,
  'layer' | 'startsAt' | 'endsAt' | 'forced' | 'prerequisite'
>;

/** Who may take part beside the audience, as the form holds it: nothing chosen is an empty text. */
export interface EligibilityDraft {
  readonly layerKey: string;
  /** Of the layer. */
  readonly layerShare: number | '';
  /** As `2026-03-01T09:00`, in UTC; empty for none. */
  readonly startsAt: string;
  readonly endsAt: string;
  /** One a line: `unit = variant`, the unit between quotes where it would be read as another. */
  readonly forced: string;
  readonly prerequisiteExperiment: string;
  readonly prerequisiteVariants: readonly string[];
}

export function eligibilityDraftOf(experiment: EligibilityFields): EligibilityDraft {
  const { layer, startsAt, endsAt, forced, prerequisite } = experiment;
  return {
    layerKey: layer?.key ?? '',
    layerShare: layer?.share ?? 1,
    startsAt: localText(startsAt),
    endsAt: localText(endsAt),
    forced: forced.map(({ unit, variant }) => `${unitText(unit)} = ${variant}`).join('\n'),
    prerequisiteExperiment: prerequisite?.experiment ?? '',
    prerequisiteVariants: prerequisite?.variants ?? [],
  };
}

/** What the form would send. It may be wrong: the schema says where. */
export function eligibilityInputOf(draft: EligibilityDraft) {
  const { layerKey, layerShare, prerequisiteExperiment, prerequisiteVariants } = draft;
  return {
    layer: layerKey === '' ? null : { key: layerKey, share: layerShare },
    startsAt: instantText(draft.startsAt),
    endsAt: instantText(draft.endsAt),
    forced: forcedOf(draft.forced),
    prerequisite:
      prerequisiteExperiment === ''
        ? null
        : { experiment: prerequisiteExperiment, variants: [...prerequisiteVariants] },
  };
}

/** The schema speaks of `layer.share`; the form's field is `layerShare`. */
export function eligibilityField(path: string): string {
  if (path.startsWith('layer.')) return path === 'layer.key' ? 'layerKey' : 'layerShare';
  if (path.startsWith('forced.')) return 'forced';
  if (path.startsWith('prerequisite.variants')) return 'prerequisiteVariants';
  return path === 'prerequisite.experiment' ? 'prerequisiteExperiment' : path;
}

/** Seconds are shown only where there are some: what was set over the API is not rounded by opening the form. */
const localText = (instant: Date | null): string =>
  instant?.toISOString().replace(/(?::00)?\.000Z$|Z$/, '') ?? '';

const instantText = (text: string): string | null =>
  text === '' ? null : `${text.length === 16 ? `${text}:00` : text}Z`;

/** The last "=" parts unit from variant: an id may hold one, a variant's key may not. */
function forcedOf(text: string) {
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const at = line.lastIndexOf('=');
      return at < 0
        ? { unit: line.trim(), variant: '' }
        : { unit: unitOf(line.slice(0, at).trim()), variant: line.slice(at + 1).trim() };
    });
}

const unitOf = (text: string): string => unquoted(text) ?? text;

/** Blanks at the ends and ends of lines are a part of some ids, and would be lost without quotes. */
const unitText = (unit: string): string =>
  unit === unitOf(unit.trim()) && !/[\r\n]/.test(unit) ? unit : JSON.stringify(unit);
