import path from 'node:path';
import { ESLint } from 'eslint';
import { vi } from 'vitest';

// The first text waits until the rules are read. The limit only ends what hangs.
vi.setConfig({ testTimeout: 900_000 });

const root = path.resolve(import.meta.dirname, '../..');
const eslint = new ESLint({ cwd: root });

export interface LintMessage {
  readonly rule: string;
  readonly severity: number;
  readonly message: string;
}

/** What the project's lint says of a text, were it to stand at `file`. */
export async function lint(file: string, text: string): Promise<readonly LintMessage[]> {
  const results = await eslint.lintText(text, { filePath: path.join(root, file), warnIgnored: true });
  return results.flatMap((result) =>
    result.messages.map((message) => ({
      rule: message.ruleId ?? 'none',
      severity: message.severity,
      message: message.message,
    })),
  );
}

/** The names of the rules that a text breaks, each once. */
export async function brokenRules(file: string, text: string): Promise<readonly string[]> {
  const messages = await lint(file, text);
  const rules = messages.map((message) => (message.rule === 'none' ? message.message : message.rule));
  return [...new Set(rules)];
}
