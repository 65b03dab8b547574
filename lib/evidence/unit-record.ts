/** A unit, in every environment of a workspace. */
export interface UnitOfWorkspace {
  readonly workspaceId: string;
  readonly unit: string;
}

/** Something that is stored of a unit, with the key of the environment that it is in. */
export type UnitRecord =
  | {
      readonly kind: 'exposure';
      readonly environment: string;
      readonly unit: string;
      readonly experiment: string;
      readonly run: number;
      readonly variant: string;
      /** It was forced, or seen in another variant too, and is in no arm. */
      readonly isLeftOut: boolean;
      readonly firstSeenAt: Date;
      readonly receivedAt: Date;
      readonly attributes: unknown;
    }
  | {
      readonly kind: 'event';
      readonly environment: string;
      readonly unit: string;
      readonly name: string;
      readonly value: number;
      readonly occurredAt: Date;
      readonly receivedAt: Date;
      readonly properties: unknown;
    }
  | {
      readonly kind: 'link';
      readonly environment: string;
      readonly unit: string;
      readonly person: string;
      /** What the link named: the person, or a unit that was linked to the person later. */
      readonly named: string;
      readonly linkedAt: Date;
    }
  | {
      readonly kind: 'rejected';
      readonly environment: string;
      readonly item: string;
      readonly code: string;
      readonly detail: string;
      readonly body: string;
      readonly receivedAt: Date;
    };
