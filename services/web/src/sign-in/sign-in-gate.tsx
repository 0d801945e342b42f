import { CircleAlert, LogIn } from 'lucide-react';
import { type ReactNode, useEffect } from 'react';
import { text } from '../text.js';
import { Brand } from '../ui/brand.js';
import { Button } from '../ui/button.js';
import { Notice } from '../ui/notice.js';
import { session } from './session.js';
import { useSession } from './use-session.js';

const words = text.signIn;

/** Shows the product to whoever may see it, and to everyone else the way in. */
export function SignInGate({ children }: { children: ReactNode }) {
  const state = useSession();
  useEffect(() => void session.start(), []);
  if (state.kind === 'open' || state.kind === 'in') return children;
  if (state.kind === 'looking')
    return (
      <p role="status" className="sr-only">
        {words.looking}
      </p>
    );
  return (
    <main className="grid min-h-dvh place-items-center p-6">
      <div className="border-line bg-surface shadow-card grid w-full max-w-sm gap-5 rounded-3xl border p-8">
        <Brand />
        <h1 className="text-xl font-semibold">{words.title}</h1>
        <p className="text-muted text-sm">{words.body}</p>
        {state.problem !== null && (
          <div role="alert" data-testid="sign-in-problem">
            <Notice tone="danger" icon={<CircleAlert aria-hidden />}>
              {state.problem}
            </Notice>
          </div>
        )}
        <Button tone="primary" className="min-h-11" onClick={() => void session.begin()} data-testid="sign-in">
          <LogIn aria-hidden />
          {words.button}
        </Button>
      </div>
    </main>
  );
}
