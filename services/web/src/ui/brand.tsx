import { text } from '../text.js';

/** The product's mark: written lines, the last one ending in a citation. */
export function BrandMark({ className = 'size-7' }: { className?: string }) {
  return (
    <svg viewBox="0 0 32 32" aria-hidden className={className}>
      <rect width="32" height="32" rx="9" fill="var(--accent)" />
      <path d="M8 10.5h16M8 16h16M8 21.5h9" stroke="var(--on-accent)" strokeWidth="2.6" strokeLinecap="round" />
      <circle cx="22.5" cy="21.5" r="2.4" fill="var(--on-accent)" opacity="0.65" />
    </svg>
  );
}

export function Brand() {
  return (
    <span className="flex items-center gap-2.5">
      <BrandMark />
      <span className="text-[17px] font-semibold tracking-tight">{text.product}</span>
    </span>
  );
}
