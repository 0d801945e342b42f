import { type ButtonHTMLAttributes } from 'react';

const TONES = {
  primary: 'bg-accent text-on-accent hover:bg-accent-strong',
  soft: 'bg-accent-soft text-accent-strong hover:bg-accent hover:text-on-accent',
  plain: 'border border-line bg-surface text-ink hover:bg-sunken',
  danger: 'bg-danger text-surface hover:opacity-90',
};

interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  tone?: keyof typeof TONES;
}

/** A button with words on it. */
export function Button({ tone = 'plain', className = '', ...rest }: ButtonProps) {
  return (
    <button
      type="button"
      className={`inline-flex min-h-9 items-center justify-center gap-2 rounded-xl px-3.5 py-1.5 text-sm font-medium transition-colors disabled:opacity-50 [&_svg]:size-4 ${TONES[tone]} ${className}`}
      {...rest}
    />
  );
}
