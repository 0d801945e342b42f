/** Kinds of file by the end of their name; the media type comes only later, from the content. */
const KINDS: Record<string, { label: string; tint: string }> = {
  pdf: { label: 'PDF', tint: 'bg-[#b3392b]/12 text-[#9c2f22] dark:text-[#ffa599]' },
  docx: { label: 'DOC', tint: 'bg-[#2459b8]/12 text-[#1f4fa6] dark:text-[#9dc0ff]' },
  md: { label: 'MD', tint: 'bg-[#6b4bb0]/12 text-[#5c3fa0] dark:text-[#c9b4ff]' },
};
const OTHER = { label: 'TXT', tint: 'bg-muted/12 text-muted' };

/** A small badge that tells the kind of a file at a glance; its name says the same in words. */
export function FileBadge({ fileName }: { fileName: string }) {
  const { label, tint } = KINDS[fileName.toLowerCase().split('.').at(-1) ?? ''] ?? OTHER;
  return (
    <span
      aria-hidden
      className={`grid h-9 w-8 shrink-0 place-items-center rounded-md text-[10px] font-bold tracking-wide ${tint}`}
    >
      {label}
    </span>
  );
}
