/** Where the reader is: a conversation that exists, or a new one (null). */
export interface Route {
  conversationId: string | null;
}

/** Reads `#/c/<id>`; everything else is a new conversation. */
export function parseHash(hash: string): Route {
  const id = /^#\/c\/([A-Za-z0-9_-]{8,64})$/.exec(hash)?.[1];
  return { conversationId: id ?? null };
}

export const hashOf = (conversationId: string | null) => (conversationId === null ? '#/' : `#/c/${conversationId}`);
