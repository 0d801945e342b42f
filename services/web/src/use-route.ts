import { useSyncExternalStore } from 'react';
import { hashOf, parseHash } from './route.js';

const subscribe = (onChange: () => void) => {
  window.addEventListener('hashchange', onChange);
  return () => window.removeEventListener('hashchange', onChange);
};

/** The conversation in the address bar. */
export function useConversationInHash(): string | null {
  return useSyncExternalStore(subscribe, () => parseHash(window.location.hash).conversationId);
}

/** Goes to a conversation, or with null to a new one. `replace` leaves no step in the history. */
export function goTo(conversationId: string | null, how: 'push' | 'replace' = 'push'): void {
  const hash = hashOf(conversationId);
  if (how === 'replace') window.location.replace(hash);
  else window.location.hash = hash;
}
