import { LogOut } from 'lucide-react';
import { text } from '../text.js';
import { IconButton } from '../ui/icon-button.js';
import { session } from './session.js';
import { useSession } from './use-session.js';

/** Ends the sign-in; nothing where nobody signs in. */
export function SignOutButton() {
  const state = useSession();
  if (state.kind !== 'in') return null;
  return (
    <IconButton label={text.signIn.signOut(state.name)} onClick={() => void session.end()} data-testid="sign-out">
      <LogOut aria-hidden />
    </IconButton>
  );
}
