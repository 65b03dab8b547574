import { commentLine } from './comment-line';
import { pythonCheck } from './python-check';
import { pythonFewEvents } from './python-few-events';
import { pythonFutility } from './python-futility';
import { pythonLevels } from './python-levels';
import { pythonMethod } from './python-method';
import { pythonRelative } from './python-relative';
import { pythonRule } from './python-rule';
import { pythonStopped } from './python-stopped';
import type { Recomputation } from './recomputation';

export interface ExportedAnalysis {
  readonly experiment: string;
  readonly analysis: string;
  readonly run: number;
  readonly horizon: Date;
}

/** A Jupyter notebook (nbformat 4) that computes every figure of the analysis again and stops where one differs. */
export function notebookOf(about: ExportedAnalysis, facts: Recomputation): string {
  const cells = [
    markdown(
      `# ${commentLine(about.experiment)}, run ${String(about.run)}\n\nAnalysis ${commentLine(about.analysis)}, evidence up to ${about.horizon.toISOString()}.\n\nEvery figure is computed again from the moments that the analysis stored, with numpy and scipy alone, and compared with what the platform found: effects, the two ends of the interval that the plan\u2019s rule goes by, its tests with their adjusted p, the word of each, effects allowing for an early stop, and at each look the chance that was left to show an improvement, where the plan states the least of it.\n\nWhat an earlier look has shown stays, and its moments are not in this file: such a rejection, such a p and an estimate after such a stop are taken as they stand, and of its futility what it knew. So is the skewness of a difference, by which a test that errs too far past its level is refused. The last cell names whatever else is not recomputed here, and why. Monthly totals, breakdowns, and effects that could be detected are not in this file.`,
    ),
    code(pythonMethod),
    code(pythonRelative),
    code(pythonLevels),
    code(pythonFewEvents),
    code(pythonRule),
    code(pythonStopped),
    code(pythonFutility),
    code(`import json\n\nfacts = json.loads(${pythonText(JSON.stringify(facts))})`),
    code(pythonCheck),
  ];
  const notebook = {
    nbformat: 4,
    nbformat_minor: 5,
    metadata: {
      kernelspec: { name: 'python3', display_name: 'Python 3', language: 'python' },
      language_info: { name: 'python' },
    },
    cells: cells.map((cell, index) => ({ id: `cell-${String(index)}`, ...cell })),
  };
  return `${JSON.stringify(notebook, null, 1)}\n`;
}

/** JSON text as a Python literal: a JSON string is one, once what lies outside ASCII is escaped. */
function pythonText(text: string): string {
  return JSON.stringify(text).replace(/[\u007f-\uffff]/g, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}

function markdown(text: string) {
  return { cell_type: 'markdown', metadata: {}, source: linesOf(text) };
}

function code(text: string) {
  return { cell_type: 'code', metadata: {}, execution_count: null, outputs: [], source: linesOf(text) };
}

/** A cell's source: a list of lines, each with its end. */
function linesOf(text: string): readonly string[] {
  return text.trimEnd().split(/(?<=\n)/);
}
