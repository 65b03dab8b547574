import { Button } from '@mantine/core';
import { IconAlertCircle, IconCircleCheck, IconCircleDashed } from '@tabler/icons-react';
import { formatCount } from '@/lib/charts/format';
import { draftErrors, type Draft } from './draft';

interface ReviewRailProps {
  readonly draft: Draft;
  readonly submitting: boolean;
  readonly isNew: boolean;
}

const analysisFields = ['segments', 'triggerEvent', 'trigger'];

type State = 'good' | 'open' | 'wrong';

interface Item {
  readonly href: string;
  readonly title: string;
  readonly state: State;
  readonly note: string;
}

const icons = { good: IconCircleCheck, open: IconCircleDashed, wrong: IconAlertCircle } as const;

/** How far the draft is, section by section, beside the form. */
export function ReviewRail({ draft, submitting, isNew }: ReviewRailProps) {
  return (
    <aside className="editor-rail" aria-label="Review">
      <h2>Review</h2>
      <ul>
        {itemsOf(draft).map(({ href, title, state, note }) => {
          const Icon = icons[state];
          return (
            <li key={href} data-state={state}>
              <Icon size={18} stroke={1.8} aria-hidden="true" />
              <span>
                <a href={href}>{title}</a>
                <span>{note}</span>
              </span>
            </li>
          );
        })}
      </ul>
      <Button type="submit" fullWidth loading={submitting}>
        {isNew ? 'Save as draft' : 'Save changes'}
      </Button>
      <p className="editor-rail-note">{isNew ? 'Nobody sees anything before you start it.' : ''}</p>
    </aside>
  );
}

function itemsOf(draft: Draft): readonly Item[] {
  const wrong = Object.keys(draftErrors(draft)).map((path) => path.split('.')[0] ?? '');
  const has = (...fields: readonly string[]) => wrong.some((field) => fields.includes(field));
  const success = draft.metrics.filter((metric) => metric.role === 'success').length;
  const sized = draft.plan.plannedUnits !== '' || draft.plan.plannedDays !== '';
  return [
    item(
      '#hypothesis',
      'Hypothesis',
      has('name', 'key', 'unitType', 'hypothesis'),
      'needs a name and a key',
      {
        good: draft.hypothesis.trim() !== '',
        done: 'says what is expected',
        open: 'no hypothesis written',
      },
    ),
    item(
      '#variants',
      'Variants and allocation',
      has('variants', 'coverage', 'valueType'),
      'needs another look',
      {
        good: true,
        done: `${draft.variants.length} variants, 100 %`,
        open: '',
      },
    ),
    item('#audience', 'Audience', has('rows', 'targeting', 'match'), 'a condition is incomplete', {
      good: true,
      done: draft.rows.length === 0 && draft.keptTargeting === null ? 'everybody' : 'limited',
      open: '',
    }),
    item('#metrics', 'Metrics', has('metrics'), 'needs another look', {
      good: success > 0,
      done: `${draft.metrics.length} chosen`,
      open: 'no success metric',
    }),
    item('#analysis', 'Segments and trigger', has(...analysisFields), 'needs another look', {
      good: true,
      done: analysisNote(draft),
      open: '',
    }),
    item('#plan', 'Plan', has('plan', 'leastConditionalPower'), 'needs another look', {
      good: sized,
      done: draft.leastConditionalPower === null ? sizeNote(draft) : `${sizeNote(draft)}, futility planned`,
      open: 'no size planned',
    }),
  ];
}

/** Whether the size has the power that is wanted is the planner's to say. */
function sizeNote({ plan: { plannedUnits }, planning }: Draft): string {
  const offered = planning?.offeredUnits ?? null;
  if (offered === null || plannedUnits === '') return 'size typed, power not checked here';
  if (plannedUnits < offered) return `fewer units than the ${formatCount(offered)} that were offered`;
  return 'size planned as offered';
}

function analysisNote({ segments, triggerEvent }: Draft): string {
  const planned = segments.length === 0 ? 'no segments' : `${String(segments.length)} planned`;
  return triggerEvent === '' ? planned : `${planned}, triggered`;
}

interface Notes {
  readonly good: boolean;
  readonly done: string;
  readonly open: string;
}

function item(
  href: string,
  title: string,
  wrong: boolean,
  wrongNote: string,
  { good, done, open }: Notes,
): Item {
  if (wrong) return { href, title, state: 'wrong', note: wrongNote };
  return good ? { href, title, state: 'good', note: done } : { href, title, state: 'open', note: open };
}
