/** How far something is. `label` names it for a screen reader. */
export function ProgressBar({ percent, label }: { percent: number; label: string }) {
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percent}
      className="bg-line mt-1.5 h-1 overflow-hidden rounded-full"
    >
      <div className="bg-accent h-full rounded-full transition-[width] duration-300" style={{ width: `${percent}%` }} />
    </div>
  );
}
