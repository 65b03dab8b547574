import { afterAll, describe, expect, test } from 'vitest';
import { HASH_COUNT } from '../../lib/assignment/murmur3';
import { openDatabase } from '../../lib/database/client';
import { cloneDatabaseUrl } from '../support/database';
import { isStorable, readGoldenAssignment } from '../support/golden-assignment';

const database = openDatabase({ url: await cloneDatabaseUrl() });
afterAll(() => database.close());

const golden = readGoldenAssignment();
const saltOf = (experiment: number) => golden.experiments[experiment]?.salt ?? '';

interface HashRow {
  readonly coverage: bigint;
  readonly variant: bigint;
  readonly layer: bigint;
  readonly holdout: bigint;
  readonly forced: bigint;
}

describe('golden assignment vectors in SQL', () => {
  test('500 that Postgres can store, recomputed from their texts', async () => {
    const vectors = golden.vectors.filter(isStorable);
    const { rows } = await database.pool.query<HashRow>(
      `select
         assignment_hash(salt, 'coverage', unit) as coverage,
         assignment_hash(salt, 'variant', unit) as variant,
         assignment_hash(salt, 'layer', unit) as layer,
         assignment_hash(salt, 'holdout', unit) as holdout,
         assignment_hash(salt, 'forced', unit) as forced
       from unnest($1::text[], $2::text[]) with ordinality as given (salt, unit, position)
       order by position`,
      [vectors.map(({ experiment }) => saltOf(experiment)), vectors.map(({ unit }) => unit)],
    );
    expect(rows).toHaveLength(500);
    expect(rows.map((row) => Object.values(row).map(Number))).toEqual(
      vectors.map(({ coverageHash, variantHash, layerHash, holdoutHash, forcedHash }) => [
        coverageHash,
        variantHash,
        layerHash,
        holdoutHash,
        forcedHash,
      ]),
    );
  });

  test('all 600 from their bytes, those included that no text column takes', async () => {
    const bytesOf = (text: string) => Buffer.from(new TextEncoder().encode(text));
    const { rows } = await database.pool.query<{ hash: bigint }>(
      `select murmur3_x86_32(unit, murmur3_x86_32(salt, 0)) as hash
       from unnest($1::bytea[], $2::bytea[]) with ordinality as given (salt, unit, position)
       order by position`,
      [
        golden.vectors.map(({ experiment }) => bytesOf(`${saltOf(experiment)}/variant`)),
        golden.vectors.map(({ unit }) => bytesOf(unit)),
      ],
    );
    expect(rows.map(({ hash }) => Number(hash))).toEqual(
      golden.vectors.map(({ variantHash }) => variantHash),
    );
  });

  test('the query of the documentation comes to each variant', async () => {
    const vectors = golden.vectors.filter(isStorable);
    for (const [index, { salt, coverage, weights }] of golden.experiments.entries()) {
      const ofExperiment = vectors.filter(({ experiment }) => experiment === index);
      const { rows } = await database.pool.query<{ position: number | null }>(
        `select (
           select "position" from (
             select "position", sum(weight) over (order by "position") as "upTo", max("position") filter (where weight > 0) over () as last
             from unnest($4::float8[]) with ordinality as variants (weight, "position")
             where weight > 0
           ) as bounds
           where assignment_hash($2, 'coverage', unit) < round($3::float8 * 4294967296)
             and (assignment_hash($2, 'variant', unit) < round("upTo" * 4294967296) or "position" = last)
           order by "position" limit 1
         )::int as "position"
         from unnest($1::text[]) with ordinality as units (unit, place) order by place`,
        [ofExperiment.map(({ unit }) => unit), salt, coverage, weights],
      );
      expect(rows.map(({ position }) => (position === null ? null : position - 1))).toEqual(
        ofExperiment.map(({ variantIndex }) => variantIndex),
      );
    }
  });

  test('hashes use the whole range, as bigint', async () => {
    const { rows } = await database.pool.query<{ least: bigint; most: bigint }>(
      `select min(hash) as least, max(hash) as most
       from (select assignment_hash('s', 'variant', unit::text) as hash from generate_series(1, 2000) as unit) as hashes`,
    );
    expect(Number(rows[0]?.least)).toBeLessThan(HASH_COUNT * 0.01);
    expect(Number(rows[0]?.most)).toBeGreaterThan(HASH_COUNT * 0.99);
  });
});
