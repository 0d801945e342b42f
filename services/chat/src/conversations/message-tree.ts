import type { MessageRange } from '../ports/conversation-store.port.js';
import { MessageNotFound } from './conversation-errors.js';

/** What a message is in the tree of its conversation: places count from 0 in the order of writing. */
export interface TreeRow {
  readonly id: string;
  readonly role: string;
  readonly status: string;
  readonly ordinal: number;
  /** Place of the message this one follows; -1 for the first of a branch that begins the conversation. */
  readonly parent: number;
}

/**
 * The messages of a conversation. Editing a question and answering it again add versions beside the old ones, so that
 * nothing that was written is lost; one branch, from the beginning to its leaf, is what is shown and gone on with.
 */
export class MessageTree<Row extends TreeRow> {
  /** In the order of writing. */
  readonly all: Row[];
  private readonly byOrdinal: ReadonlyMap<number, Row>;

  /** @param leaf place of the selected branch's last message; without it the newest message's branch is selected. */
  constructor(
    rows: readonly Row[],
    private readonly leaf?: number,
  ) {
    this.all = rows.toSorted((a, b) => a.ordinal - b.ordinal);
    this.byOrdinal = new Map(this.all.map((row) => [row.ordinal, row]));
  }

  at(ordinal: number): Row | undefined {
    return this.byOrdinal.get(ordinal);
  }

  byId(id: string): Row | undefined {
    return this.all.findLast((row) => row.id === id);
  }

  /** The selected branch, oldest message first. */
  get branch(): Row[] {
    const last = (this.leaf === undefined ? undefined : this.at(this.leaf)) ?? this.all.at(-1);
    return last ? this.pathTo(last.ordinal) : [];
  }

  /** From the beginning to a place. */
  pathTo(ordinal: number): Row[] {
    const path: Row[] = [];
    for (let row = this.at(ordinal); row; row = this.at(row.parent)) path.push(row);
    return path.reverse();
  }

  /** What follows a place, in the order of writing. */
  children(ordinal: number): Row[] {
    return this.all.filter(({ parent }) => parent === ordinal);
  }

  /** Every version of a message, itself included, in the order of writing. */
  siblings({ parent, role }: Row): Row[] {
    return this.children(parent).filter((row) => row.role === role);
  }

  /** Where the branch ends that was written last below a message. */
  newestLeaf(row: Row): Row {
    const next = this.children(row.ordinal).at(-1);
    return next ? this.newestLeaf(next) : row;
  }
}

/** The part of a branch that was asked for. @throws {MessageNotFound} if it ends before a message that is not on it. */
export function within<Row extends TreeRow>(branch: readonly Row[], range: MessageRange | undefined): Row[] {
  if (!range) return [...branch];
  const end = range.before === undefined ? branch.length : branch.findIndex(({ id }) => id === range.before);
  if (end < 0) throw new MessageNotFound();
  return branch.slice(Math.max(0, end - range.limit), end);
}
