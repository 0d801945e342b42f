import { useSyncExternalStore } from 'react';
import { session, type SessionState } from './session.js';

/** Where the reader stands with signing in. */
export const useSession = (): SessionState => useSyncExternalStore(session.subscribe, session.current);
