import { makeKey, type KeyRequest } from '@shared/keys';
import { TestIssuer } from '../support/test-issuer.ts';
import {
  ALLOWED_TENANTS,
  asEntra,
  AUDIENCE,
  beforeLeaving,
  GROUP,
  people,
  type Headers,
  type Kind,
} from './callers.ts';
import { startProduct, type Product } from './product.ts';

/** Words that stand in one place only, by which an answer shows what it tells. */
export const TITLE = 'Maudlin Ledger';
export const SECRET = 'zebrafish';
/** Stands beside the secret in the document, and is no part of an answer to the question. */
export const ASIDE = 'Barnacles';
const TEXT = [
  `The passphrase of the lighthouse is ${SECRET}.`,
  'Supplies come by boat on the first Monday of a month.',
  'Coal is kept in the shed behind the kitchen, and nobody may smoke there.',
  'Two gulls have been nesting on the northern wall since April.',
  'The foghorn sounds twice a minute when the far shore cannot be seen.',
  `${ASIDE} are scraped off the hull every summer.`,
].join('\n\n');
export const ASKED = 'Kindly';
const QUESTION = `${ASKED}: what is the passphrase of the lighthouse?`;

/** A request of the table. */
export interface Call {
  readonly method: string;
  readonly path: string;
  readonly body?: object | FormData;
  readonly headers?: Headers;
}

/** The product with one shared document, what was said about it, and everyone who may come. */
export interface Scene {
  readonly product: Product;
  readonly callers: Readonly<Record<Kind, Headers>>;
  /** The owner's document, shared with the group. */
  readonly documentId: string;
  /** The owner's conversation about it, with a rated answer. */
  readonly conversationId: string;
  readonly messageId: string;
  /** A conversation that the ex-member had about it before leaving. */
  readonly exMembersConversationId: string;
  readonly ask: (call: Call, headers: Headers) => Promise<{ status: number; body: string }>;
  /** A further document of the owner's, shared with the group, for acts that change it. */
  readonly newDocument: (file?: [name: string, content: string]) => Promise<string>;
  readonly newConversation: () => Promise<{ conversationId: string; messageId: string }>;
  readonly newKeyId: () => Promise<string>;
  readonly stop: () => Promise<void>;
}

/** A form with one file. */
export function fileForm(name: string, content: string, fields: Readonly<Record<string, string>> = {}): FormData {
  const form = new FormData();
  for (const [field, value] of Object.entries(fields)) form.set(field, value);
  form.set('file', new Blob([content]), name);
  return form;
}

const NIGHTLY = { name: 'Nightly', roles: ['contributor'] };
const OLD_KEY: KeyRequest = {
  ...{ tenantId: 'home', name: 'Old', roles: ['contributor'], expiresAt: '2020-01-01T00:00:00.000Z' },
  ...{ limits: { requestsPerMinute: null, tokensPerDay: null }, createdBy: 'admin' },
};

export async function setScene(): Promise<Scene> {
  const issuer = await TestIssuer.start();
  const product = await startProduct({
    AUTH_MODE: 'oidc',
    OIDC_ISSUER: asEntra(issuer),
    OIDC_AUDIENCE: AUDIENCE,
    OIDC_ALLOWED_TENANTS: ALLOWED_TENANTS,
    OIDC_CLIENT_ID: 'web-app',
    GRAPH_URL: 'http://127.0.0.1:1/v1.0',
  });
  const ask: Scene['ask'] = async ({ method, path, body, headers: own }, headers) => {
    const isForm = body instanceof FormData;
    const reply = await fetch(`${product.gateway.url}${path}`, {
      method,
      headers: { ...(body && !isForm ? { 'content-type': 'application/json' } : {}), ...own, ...headers },
      ...(body ? { body: isForm ? body : JSON.stringify(body) } : {}),
    });
    return { status: reply.status, body: await reply.text() };
  };
  const good = async <Answer>(call: Call, headers: Headers): Promise<Answer> => {
    const { status, body } = await ask(call, headers);
    if (status >= 300) throw new Error(`${call.method} ${call.path}: ${status} ${body}`);
    return JSON.parse(body || 'null') as Answer;
  };

  const known = await people(issuer);
  const makeApiKey = (): Promise<{ id: string; key: string }> =>
    good({ method: 'POST', path: '/api/admin/keys', body: NIGHTLY }, known.admin);
  const [live, revoked] = [await makeApiKey(), await makeApiKey()];
  await good({ method: 'DELETE', path: `/api/admin/keys/${revoked.id}` }, known.admin);
  const old = makeKey(OLD_KEY, '01KB0000000000000000000099', Date.now());
  await product.keys.add(old.key);
  const callers: Record<Kind, Headers> = {
    ...known,
    apiKey: { 'api-key': live.key },
    revokedKey: { authorization: `Bearer ${revoked.key}` },
    expiredKey: { 'api-key': old.secret },
  };

  let files = 0;
  const visibleTo = JSON.stringify([`group:${GROUP}`]);
  const upload = (name: string, content: string, title: string): Promise<{ id: string }> =>
    good(
      { method: 'POST', path: '/api/documents', body: fileForm(name, content, { title, visibleTo }) },
      callers.owner,
    );
  const settled = async (id: string): Promise<void> => {
    // Ends as soon as the document is ready or has failed.
    await ask({ method: 'GET', path: `/api/documents/${id}/events` }, callers.owner);
  };
  const converse = async (message: string, headers: Headers): Promise<{ conversationId: string; messageId: string }> =>
    good({ method: 'POST', path: '/api/chat', body: { message }, headers: { accept: 'application/json' } }, headers);

  const { id: documentId } = await upload('ledger.txt', TEXT, TITLE);
  await settled(documentId);
  const { conversationId, messageId } = await converse(QUESTION, callers.owner);
  const feedback = `/api/conversations/${conversationId}/messages/${messageId}/feedback`;
  await good({ method: 'POST', path: feedback, body: { rating: 'up' } }, callers.owner);
  const exMembers = await converse(QUESTION, await beforeLeaving(issuer));

  return {
    ...{ product, callers, documentId, conversationId, messageId, ask },
    exMembersConversationId: exMembers.conversationId,
    newDocument: async ([name, content] = [`other-${(files += 1)}.txt`, `Note ${files} is about something else.`]) => {
      const { id } = await upload(name, content, 'Another note');
      await settled(id);
      return id;
    },
    newConversation: () => converse('What is in the notes?', callers.owner),
    newKeyId: async () => (await makeApiKey()).id,
    stop: async () => {
      await product.stop();
      await issuer.stop();
    },
  };
}
