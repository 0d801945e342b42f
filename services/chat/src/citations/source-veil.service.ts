import { Injectable } from '@nestjs/common';
import type { MessageView } from '@shared/contracts';
import { DocumentAuthority, type Asker } from '../ports/document-authority.port.js';

/** Stands where the title of a document was that its reader may no longer see. */
export const VEILED_TITLE = 'A document that is no longer available to you';

/**
 * Takes the words of documents out of old answers that their reader may not read any more: history shows what may be
 * read now, not what could be read then. Places and numbers stay, so that no mark in the answer leads nowhere.
 */
@Injectable()
export class SourceVeil {
  constructor(private readonly authority: DocumentAuthority) {}

  /** @throws {DependencyUnavailable} if nobody can say what may be read: then nothing is shown. */
  async over(asker: Asker, messages: readonly MessageView[]): Promise<MessageView[]> {
    const documentIds = messages.flatMap(({ citations = [], sources = [] }) =>
      [...citations, ...sources].map(({ documentId }) => documentId),
    );
    if (documentIds.length === 0) return [...messages];
    const readable = await this.authority.readableDocuments(asker, documentIds);
    return messages.map((message) => veiled(message, new Set(readable.keys())));
  }
}

/** The messages without a word of any document: for whoever may read the person's data, and none of the documents. */
export const withoutSources = (messages: readonly MessageView[]): MessageView[] =>
  messages.map((message) => veiled(message, new Set()));

function veiled(message: MessageView, readable: ReadonlySet<string>): MessageView {
  const { citations, sources, suggestions } = message;
  const isWhole = (sources ?? []).every(({ documentId }) => readable.has(documentId));
  return {
    ...message,
    // Suggestions are made of all the sources together.
    ...(suggestions && !isWhole && { suggestions: [] }),
    ...(citations && {
      citations: citations.map((citation) =>
        readable.has(citation.documentId) ? citation : { ...citation, ...hidden, quote: '' },
      ),
    }),
    ...(sources && {
      sources: sources.map((source) => (readable.has(source.documentId) ? source : { ...source, ...hidden, text: '' })),
    }),
  };
}

/** A heading is a part of the text too. */
const hidden = { title: VEILED_TITLE, heading: undefined };
