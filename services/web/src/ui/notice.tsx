import { type ReactNode } from 'react';

const TONES = {
  notice: 'border-notice-line bg-notice-soft text-notice',
  danger: 'border-danger/25 bg-danger-soft text-danger',
  calm: 'border-line bg-sunken text-muted',
};

interface NoticeProps {
  tone: keyof typeof TONES;
  icon: ReactNode;
  children: ReactNode;
}

/** A sentence beside the answer that a reader should not miss. */
export function Notice({ tone, icon, children }: NoticeProps) {
  return (
    <div className={`flex items-start gap-2.5 rounded-xl border px-3.5 py-2.5 text-sm ${TONES[tone]}`}>
      <span className="mt-0.5 [&_svg]:size-4">{icon}</span>
      <div className="min-w-0 flex-1">{children}</div>
    </div>
  );
}
