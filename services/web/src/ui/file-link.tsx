import { type AnchorHTMLAttributes, type MouseEvent, useState } from 'react';
import { sentenceOf } from '../api/client.js';
import { openFile } from '../api/open-file.js';
import { useSession } from '../sign-in/use-session.js';

interface FileLinkProps extends Omit<AnchorHTMLAttributes<HTMLAnchorElement>, 'href' | 'download' | 'target' | 'rel'> {
  /** Address of a file of the API. */
  href: string;
  /** Saves the file instead of opening it in a tab. */
  isSaved?: boolean;
}

/** A link to a file of the API, also for a reader who has signed in, whose token no plain link would carry. */
export function FileLink({ href, isSaved = false, ...rest }: FileLinkProps) {
  const { kind } = useSession();
  const [problem, setProblem] = useState<string | null>(null);
  const onClick = (event: MouseEvent) => {
    if (kind !== 'in') return;
    event.preventDefault();
    setProblem(null);
    openFile(href, isSaved).catch((error: unknown) => setProblem(sentenceOf(error)));
  };
  return (
    <>
      <a
        href={href}
        onClick={onClick}
        {...(isSaved ? { download: '' } : { target: '_blank', rel: 'noopener' })}
        {...rest}
      />
      {problem !== null && (
        <span role="alert" className="text-danger text-[13px]">
          {problem}
        </span>
      )}
    </>
  );
}
