/** What the file picker offers. The server decides by content; this only helps to find the right files. */
export const ACCEPTED =
  '.pdf,.docx,.xlsx,.pptx,.html,.htm,.csv,.tsv,.txt,.md,.markdown,.text,' +
  'application/pdf,text/plain,text/markdown,text/html,text/csv';
