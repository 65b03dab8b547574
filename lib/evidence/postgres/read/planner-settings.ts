/**
 * Evidence grows faster than the planner's statistics follow, and on tables that it takes for empty it joins by nested
 * loops: 16,000 units with 28,000 events then took more than four minutes, merged or hashed on the unit's hash 39 ms.
 * Neither of those is ever quadratic, so the planner may choose between them. Grouping a million units by hash spills
 * where sorting streams, and compiling a statement of many aggregates costs more than it saves. Sorts and hash tables get 64 MB
 * each: with the usual 4 MB every sort of a million units went to disk (1.2 times as long).
 */
export const plannerSettings = `
set local enable_nestloop = off;
set local enable_hashagg = off;
set local jit = off;
set local work_mem = '64MB'`;
