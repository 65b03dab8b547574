-- From now on a NUMBER is a float, and a whole one is served as 2.0. Where every value is whole, applications were served 2 and
-- may ask for integers: those experiments and runs become INTEGER, so what is served to them stays as it is.

UPDATE "experiments" SET "value_type" = 'INTEGER'
WHERE "value_type" = 'NUMBER'
  AND (
    SELECT bool_and(CASE jsonb_typeof("value") WHEN 'number' THEN
      ("value"::text)::numeric % 1 = 0 AND abs(("value"::text)::numeric) <= 9007199254740991 ELSE false END)
    FROM "variants" WHERE "variants"."experiment_id" = "experiments"."id"
  );

-- A run's configuration is frozen. This renames what it says of its values, and changes none of them.
ALTER TABLE "runs" DISABLE TRIGGER "runs_configuration_immutable";

UPDATE "runs" SET "configuration" = jsonb_set("configuration", '{valueType}', '"integer"')
WHERE "configuration" ->> 'valueType' = 'number'
  AND (
    SELECT bool_and(CASE jsonb_typeof("variant" -> 'value') WHEN 'number' THEN
      ("variant" ->> 'value')::numeric % 1 = 0 AND abs(("variant" ->> 'value')::numeric) <= 9007199254740991 ELSE false END)
    FROM jsonb_array_elements(CASE jsonb_typeof("configuration" -> 'variants')
      WHEN 'array' THEN "configuration" -> 'variants' ELSE '[]'::jsonb END) AS "variants" ("variant")
  );

ALTER TABLE "runs" ENABLE TRIGGER "runs_configuration_immutable";
