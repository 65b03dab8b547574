import { roomOf } from './rules/room-imports.js';

/**
 * The rooms of a table that reach themselves through what they may import, a group for each circle: sorted, and so are the
 * groups. The rule `room-imports` holds the real imports to the table, so where it has no circle they have none.
 * @param {readonly import('./rooms.js').Room[]} rooms
 * @returns {readonly (readonly string[])[]}
 */
export function roomCircles(rooms) {
  const next = new Map(rooms.map((room) => [room.path, roomsAllowedTo(room, rooms)]));
  /** @param {string} path */
  const reachableFrom = (path) => {
    const found = new Set(next.get(path));
    for (const reached of found) for (const further of next.get(reached) ?? []) found.add(further);
    return found;
  };
  const reach = new Map(rooms.map(({ path }) => [path, reachableFrom(path)]));
  const groups = rooms
    .filter(({ path }) => reach.get(path)?.has(path))
    .map(({ path }) =>
      rooms
        .map((other) => other.path)
        .filter((other) => other === path || (reach.get(path)?.has(other) && reach.get(other)?.has(path)))
        .sort()
        .join(', '),
    );
  return [...new Set(groups)].sort().map((group) => group.split(', '));
}

/**
 * A room may always import itself; that is no circle of rooms.
 * @param {import('./rooms.js').Room} room
 * @param {readonly import('./rooms.js').Room[]} rooms
 */
function roomsAllowedTo(room, rooms) {
  return room.mayImport
    .map((imported) => roomOf(imported, rooms)?.path)
    .filter((path) => path !== undefined && path !== room.path);
}
