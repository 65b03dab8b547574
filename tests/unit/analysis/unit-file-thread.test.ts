import path from 'node:path';
import { build } from 'esbuild';
import { expect, it } from 'vitest';

it('loads for an export what reads and writes rows and nothing else, as each export loads it anew beside requests', async () => {
  const entry = path.resolve('lib/verbs/analysis/unit-file-thread.ts');
  const { metafile } = await build({
    entryPoints: [entry],
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    write: false,
    metafile: true,
  });
  const outside = Object.values(metafile.outputs).flatMap(({ imports }) => imports.map((one) => one.path));
  const packages = new Set(outside.filter((name) => !name.startsWith('node:')));
  expect(packages).toEqual(new Set(['pg', 'hyparquet-writer']));
  const rooms = Object.keys(metafile.inputs).map((file) => path.dirname(file));
  expect([...new Set(rooms)].sort()).toEqual([
    'lib/database',
    'lib/evidence',
    'lib/evidence/postgres/read',
    'lib/evidence/postgres/read/linked',
    'lib/exports',
    'lib/verbs/analysis',
  ]);
});
