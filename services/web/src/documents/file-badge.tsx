/** Kinds of file by the end of their name; the media type comes only later, from the content. */
const KINDS: Record<string, { label: string; tint: string }> = {
  pdf: { label: 'PDF', tint: 'bg-[#b3392b]/12 text-[#9c2f22] dark:text-[#ffa599]' },
  docx: { label: 'DOC', tint: 'bg-[#2459b8]/12 text-[#1f4fa6] dark:text-[#9dc0ff]' },
  xlsx: { label: 'XLS', tint: 'bg-[#1d7a46]/12 text-[#17653a] dark:text-[#8fdcae]' },
  csv: { label: 'CSV', tint: 'bg-[#1d7a46]/12 text-[#17653a] dark:text-[#8fdcae]' },
  tsv: { label: 'TSV', tint: 'bg-[#1d7a46]/12 text-[#17653a] dark:text-[#8fdcae]' },
  pptx: { label: 'PPT', tint: 'bg-[#b9501a]/12 text-[#9a4013] dark:text-[#ffb38a]' },
  html: { label: 'WEB', tint: 'bg-[#0e7490]/12 text-[#0c6078] dark:text-[#8ad8ec]' },
  htm: { label: 'WEB', tint: 'bg-[#0e7490]/12 text-[#0c6078] dark:text-[#8ad8ec]' },
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
