import { useState } from 'react';
import { sentenceOf } from '../api/client.js';
import { text } from '../text.js';
import { Button } from './button.js';
import { Modal } from './modal.js';

interface ConfirmProps {
  title: string;
  body: string;
  action: string;
  /** Done on confirmation; a rejection is shown, and the dialog stays. */
  onConfirm: () => Promise<void>;
  onClose: () => void;
}

/** Asks before something is lost for good. */
export function Confirm({ title, body, action, onConfirm, onClose }: ConfirmProps) {
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);

  const confirm = async () => {
    setBusy(true);
    setProblem(null);
    try {
      await onConfirm();
      onClose();
    } catch (error) {
      setProblem(sentenceOf(error));
      setBusy(false);
    }
  };

  return (
    <Modal label={title} shape="centre" role="alertdialog" onClose={onClose}>
      <div className="p-6">
        <h2 className="text-lg font-semibold">{title}</h2>
        <p className="text-muted mt-2 text-[15px] break-words">{body}</p>
        {problem && (
          <p role="alert" className="bg-danger-soft text-danger mt-3 rounded-xl px-3 py-2 text-sm">
            {problem}
          </p>
        )}
        <div className="mt-6 flex justify-end gap-2">
          <Button autoFocus onClick={onClose}>
            {text.cancel}
          </Button>
          <Button tone="danger" disabled={busy} onClick={() => void confirm()}>
            {action}
          </Button>
        </div>
      </div>
    </Modal>
  );
}
