import type { ItemKindName } from '../../../model/item-members';

/** Whose an item is, and why it is there: by these the room is shared. */
export interface RoomHolder {
  readonly sender: string;
  readonly kind: ItemKindName;
  readonly code: string;
}

export interface HeldShare extends RoomHolder {
  /** Of the whole room, which is 1. */
  readonly share: number;
}

export interface SharedRoom {
  /** Whether an item finds room: what is free, or what is taken from the reason of the sender that has most, as long as that is more. */
  readonly take: (holder: RoomHolder, share: number) => boolean;
  /** What was taken from whom since this was asked last; they hold it no longer. */
  readonly takeFreed: () => readonly HeldShare[];
  /** Counts more, or less, of a holder. */
  readonly add: (holder: RoomHolder, share: number) => void;
}

/** Sums of shares are a little off: so much is nothing. */
const TOLERANCE = 1e-9;

/** One reason of a sender. */
interface Reason {
  readonly holder: RoomHolder;
  held: number;
  freed: number;
}

interface Sender {
  readonly reasons: Map<string, Reason>;
  held: number;
}

export function createSharedRoom(shares: readonly HeldShare[]): SharedRoom {
  const senders = new Map<string, Sender>();
  let held = 0;

  const senderOf = (name: string): Sender => {
    const known = senders.get(name);
    if (known !== undefined) return known;
    const sender: Sender = { reasons: new Map(), held: 0 };
    senders.set(name, sender);
    return sender;
  };
  const reasonOf = (sender: Sender, holder: RoomHolder): Reason => {
    const name = `${holder.kind} ${holder.code}`;
    const known = sender.reasons.get(name);
    if (known !== undefined) return known;
    const reason: Reason = { holder, held: 0, freed: 0 };
    sender.reasons.set(name, reason);
    return reason;
  };
  const change = (sender: Sender, reason: Reason, share: number): void => {
    reason.held += share;
    sender.held += share;
    held += share;
  };

  const add: SharedRoom['add'] = (holder, share) => {
    const sender = senderOf(holder.sender);
    change(sender, reasonOf(sender, holder), share);
  };
  for (const { share, ...holder } of shares) add(holder, share);

  return {
    add,
    take: (holder, share) => {
      const sender = senderOf(holder.sender);
      const reason = reasonOf(sender, holder);
      if (held + share > 1 + TOLERANCE) {
        const most = mostOf(senders.values()) ?? sender;
        const payer = sender.held + share < most.held - TOLERANCE ? most : sender;
        const paying = mostOf(payer.reasons.values()) ?? reason;
        if (paying.held < share) return false;
        if (payer === sender && reason.held + share >= paying.held - TOLERANCE) return false;
        change(payer, paying, -share);
        paying.freed += share;
      }
      change(sender, reason, share);
      return true;
    },
    takeFreed: () => {
      const freed: HeldShare[] = [];
      for (const { reasons } of senders.values()) {
        for (const reason of reasons.values()) {
          if (reason.freed > 0) freed.push({ ...reason.holder, share: reason.freed });
          reason.freed = 0;
        }
      }
      return freed;
    },
  };
}

function mostOf<Held extends { readonly held: number }>(all: Iterable<Held>): Held | undefined {
  let most: Held | undefined;
  for (const one of all) if (most === undefined || one.held > most.held) most = one;
  return most;
}
