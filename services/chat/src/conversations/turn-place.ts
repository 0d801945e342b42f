import type { NewTurn } from '../ports/conversation-store.port.js';
import { MessageNotFound, NothingToRegenerate } from './conversation-errors.js';
import type { MessageTree, TreeRow } from './message-tree.js';

/** Where a turn belongs. */
export type TurnPlace<Row> =
  /** It was asked before and has its answer. */
  | { readonly kind: 'repeat'; readonly answer: Row }
  /** A question that is there gets a new answer: beside those it has, or in the place of one that failed. */
  | { readonly kind: 'answer'; readonly question: Row; readonly replaced: Row | undefined }
  /** A new question, or another version of one. */
  | { readonly kind: 'ask'; readonly questionId: string; readonly parent: number };

const FINISHED: readonly string[] = ['complete', 'stopped'];

/**
 * @param knownAt place of the question whose id the turn has, if it was taken before.
 * @param textOf the words of a question that is there.
 * @throws {MessageNotFound | NothingToRegenerate}
 */
export async function placeTurn<Row extends TreeRow>(
  tree: MessageTree<Row>,
  turn: NewTurn,
  knownAt: number | undefined,
  textOf: (question: Row) => Promise<string>,
): Promise<TurnPlace<Row>> {
  const known = knownAt === undefined ? undefined : tree.at(knownAt);
  if (turn.regenerate) {
    const question = toRegenerate(tree, turn.regenerates) ?? known ?? lastQuestion(tree);
    if (!question) throw new NothingToRegenerate();
    return answerTo(tree, question);
  }
  if (known) {
    if ((await textOf(known)) !== turn.question)
      return {
        kind: 'ask',
        questionId: turn.spareId,
        parent: turn.parentId === undefined ? known.parent : parentOf(tree, turn.parentId),
      };
    const answers = tree.children(known.ordinal);
    const answer = answers.find(({ ordinal }) => tree.branch.some((row) => row.ordinal === ordinal)) ?? answers.at(-1);
    return answer && FINISHED.includes(answer.status) ? { kind: 'repeat', answer } : answerTo(tree, known);
  }
  const parent = turn.parentId === undefined ? (tree.branch.at(-1)?.ordinal ?? -1) : parentOf(tree, turn.parentId);
  return { kind: 'ask', questionId: turn.questionId, parent };
}

function answerTo<Row extends TreeRow>(tree: MessageTree<Row>, question: Row): TurnPlace<Row> {
  const newest = tree.children(question.ordinal).at(-1);
  return { kind: 'answer', question, replaced: newest?.status === 'failed' ? newest : undefined };
}

/** The question that a message is, or answers. A client may name its own copy by an id that we do not know. */
function toRegenerate<Row extends TreeRow>(tree: MessageTree<Row>, id: string | undefined): Row | undefined {
  const row = id === undefined ? undefined : tree.byId(id);
  return row?.role === 'assistant' ? tree.at(row.parent) : row;
}

const lastQuestion = <Row extends TreeRow>(tree: MessageTree<Row>): Row | undefined =>
  tree.branch.findLast(({ role }) => role === 'user');

/** A question follows an answer, or nothing. */
function parentOf(tree: MessageTree<TreeRow>, parentId: string | null): number {
  if (parentId === null) return -1;
  const row = tree.byId(parentId);
  if (row?.role !== 'assistant') throw new MessageNotFound();
  return row.ordinal;
}
