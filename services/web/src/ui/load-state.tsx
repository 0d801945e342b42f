import { text } from '../text.js';
import { Button } from './button.js';

interface LoadStateProps {
  loading: string;
  /** Why loading failed; null while it goes on. */
  problem: string | null;
  onRetry: () => void;
}

/** In place of a list that is not there yet, or could not be had. */
export function LoadState({ loading, problem, onRetry }: LoadStateProps) {
  if (problem === null)
    return (
      <p role="status" className="text-muted animate-[breathe_1.6s_ease-in-out_infinite] px-3 py-4 text-sm">
        {loading}
      </p>
    );
  return (
    <div role="alert" className="px-3 py-4 text-sm">
      <p className="text-danger">{problem}</p>
      <Button className="mt-3" onClick={onRetry}>
        {text.retry}
      </Button>
    </div>
  );
}
