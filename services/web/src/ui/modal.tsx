import { type ReactNode, useLayoutEffect, useRef } from 'react';

const SHAPES = {
  centre: 'm-auto w-[min(26rem,calc(100vw-2rem))] rounded-2xl animate-[rise_.18s_ease-out]',
  left: 'me-auto h-dvh max-h-none w-[min(20rem,88vw)] animate-[from-left_.2s_ease-out]',
  right: 'ms-auto h-dvh max-h-none w-[min(27rem,90vw)] animate-[from-right_.2s_ease-out]',
  bottom: 'mt-auto mb-0 max-h-[82dvh] w-full max-w-none rounded-t-2xl animate-[from-below_.22s_ease-out]',
};

interface ModalProps {
  label: string;
  /** Where it stands: a dialog in the middle, a drawer at a side, a sheet at the bottom of a phone. */
  shape: keyof typeof SHAPES;
  onClose: () => void;
  children: ReactNode;
  role?: 'dialog' | 'alertdialog';
}

/**
 * Something in front of the page. The browser's own modal dialog: it keeps the focus inside, closes on Escape, makes the
 * rest inert and gives the focus back. Rendered means open.
 */
export function Modal({ label, shape, onClose, children, role = 'dialog' }: ModalProps) {
  const ref = useRef<HTMLDialogElement>(null);

  // Closed before React removes it, so that the browser can still return the focus.
  useLayoutEffect(() => {
    const dialog = ref.current;
    dialog?.showModal();
    return () => dialog?.close();
  }, []);

  return (
    <dialog
      ref={ref}
      role={role}
      aria-label={label}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onClick={(event) => {
        if (event.target === event.currentTarget) onClose();
      }}
      className={`bg-surface text-ink shadow-float flex flex-col overflow-hidden p-0 ${SHAPES[shape]}`}
    >
      {children}
    </dialog>
  );
}
