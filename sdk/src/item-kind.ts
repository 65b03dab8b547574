/** The end of the path, and the list's name in the body. */
export type ItemKind = 'exposures' | 'events' | 'identities';
