import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { temporaryDirectory } from '../support/after-file';

const root = path.resolve(import.meta.dirname, '../..');

/** What TypeScript says of each text, against the types that there are: one run over all of them, a line for each complaint. */
export function complaints(texts: readonly string[]): readonly (readonly string[])[] {
  const directory = temporaryDirectory('compiled');
  const settings = {
    extends: path.join(root, 'tsconfig.json'),
    compilerOptions: {
      incremental: false,
      noUnusedLocals: false,
      typeRoots: [path.join(root, 'node_modules/@types')],
    },
    include: ['*.ts'],
    exclude: [],
  };
  writeFileSync(path.join(directory, 'tsconfig.json'), JSON.stringify(settings));
  texts.forEach((text, place) => {
    writeFileSync(path.join(directory, `sample-${place}.ts`), text);
  });
  const compiler = path.join(root, 'node_modules/typescript-native/bin/tsc');
  const { stdout, status } = spawnSync(
    process.execPath,
    [compiler, '--project', directory, '--noEmit', '--pretty', 'false'],
    { cwd: directory, encoding: 'utf8' },
  );
  if (status === null || (status !== 0 && stdout === '')) throw new Error('the compiler did not run');
  // A complaint goes on in lines that are moved in.
  const told = stdout.split(/\n(?=\S)/u);
  return texts.map((_, place) => told.filter((line) => line.startsWith(`sample-${place}.ts(`)));
}
