/** Most characters of a unit, wherever one comes from: as JavaScript counts them, in UTF-16 units. */
export const MAX_UNIT_CHARACTERS = 512;
