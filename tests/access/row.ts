import type { Known } from './callers.ts';
import { fileForm, type Call, type Scene } from './scene.ts';

/**
 * What each known caller of a route gets: status, code of an error, and which of the scene's words the answer tells:
 * `title` of the document, its `secret` (what the answer to the question says), the `aside` that stands beside it, and
 * `asked`, the owner's question.
 */
type Outcomes = Readonly<Record<Known, string>>;

/** One route, and a request for it. Acts that change something get something of their own to change. */
export interface Row {
  /** As the running product has it: `METHOD /path/{parameter}`. */
  readonly route: string;
  /** Sets requests of one route apart. */
  readonly what?: string;
  readonly call: (scene: Scene) => Call | Promise<Call>;
  /** `open`: the same for everyone, also for those who are refused elsewhere. */
  readonly outcomes: Outcomes | { readonly open: string };
}

/** In the order of the columns: owner, other, reader, member, ex-member, administrator, API key, stranger. */
export const told = (...cells: readonly string[]): Outcomes => {
  const [owner, other, reader, member, exMember, admin, apiKey, stranger] = cells;
  if (!owner || !other || !reader || !member || !exMember || !admin || !apiKey || !stranger || cells.length !== 8) {
    throw new Error(`8 cells make a row, not ${cells.length}`);
  }
  return { owner, other, reader, member, exMember, admin, apiKey, stranger };
};
export const everyone = (cell: string): Outcomes => told(...Array<string>(8).fill(cell));
export const [NO_ROLE, NO_DOCUMENT, NOT_YOURS] = ['403 role_missing', '404 document_missing', '403 not_allowed'];
const NO_CONVERSATION = '404 conversation_not_found';

/** Whoever may read the document, and only they. */
export const readers = (cell: string, otherwise: string): Outcomes =>
  told(cell, otherwise, otherwise, cell, otherwise, otherwise, otherwise, otherwise);
/** Its owner alone: it is shared with the member to be read, and the administrator may not change it. */
export const ownerOnly = (cell: string): Outcomes =>
  told(cell, NO_DOCUMENT, NO_ROLE, NOT_YOURS, NO_DOCUMENT, NOT_YOURS, NO_DOCUMENT, NO_DOCUMENT);
export const conversation = (cell: string): Outcomes => told(cell, ...Array<string>(7).fill(NO_CONVERSATION));
/** Administrators, of their own tenant: the stranger is one too, elsewhere. */
export const admins = (cell: string, abroad: string): Outcomes =>
  told(NO_ROLE, NO_ROLE, NO_ROLE, NO_ROLE, NO_ROLE, cell, NO_ROLE, abroad);

export const json = { accept: 'application/json' };
export const question = 'what is the passphrase of the lighthouse?';
let uploads = 0;
/** A number that no file had before. */
export const nextUpload = (): number => (uploads += 1);
export const newForm = (): FormData => fileForm(`new-${nextUpload()}.txt`, `Number ${uploads} of the new texts.`);

/** The path with the ids of the scene in it. */
const filled = (path: string, ids: Readonly<Record<string, string>>): string =>
  path.replace(/\{(\w+)\}/g, (_, name: string) => ids[name] ?? '');
export const at =
  (method: string, path: string, body?: object): Row['call'] =>
  ({ documentId, conversationId, messageId }) => ({
    method,
    path: filled(path, { documentId, conversationId, messageId }),
    ...(body ? { body } : {}),
  });
export const onNewDocument =
  (method: string, path: string, body?: () => object): Row['call'] =>
  async ({ newDocument }) => ({
    method,
    path: filled(path, { documentId: await newDocument() }),
    ...(body ? { body: body() } : {}),
  });
export const onNewConversation =
  (method: string, path: string, body?: object): Row['call'] =>
  async ({ newConversation }) => {
    const { conversationId, messageId } = await newConversation();
    return { method, path: filled(path, { conversationId, messageId }), ...(body ? { body } : {}) };
  };
