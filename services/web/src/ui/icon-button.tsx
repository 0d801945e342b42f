import { type ButtonHTMLAttributes, type ReactNode } from 'react';

interface IconButtonProps extends Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'aria-label' | 'title'> {
  /** What the button does: its name for a screen reader and its tooltip. */
  label: string;
  children: ReactNode;
  tone?: 'plain' | 'danger';
}

/** A button that shows an icon only, and therefore always has a name. At least 32 px square. */
export function IconButton({ label, children, tone = 'plain', className = '', ...rest }: IconButtonProps) {
  const hover = tone === 'danger' ? 'hover:bg-danger-soft hover:text-danger' : 'hover:bg-sunken hover:text-ink';
  return (
    <button
      type="button"
      aria-label={label}
      title={label}
      className={`inline-grid size-8 shrink-0 place-items-center rounded-lg text-muted transition-colors disabled:opacity-45 [&_svg]:size-[17px] ${hover} ${className}`}
      {...rest}
    >
      {children}
    </button>
  );
}
