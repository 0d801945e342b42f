import { Body, Controller, HttpCode, Post, UseGuards } from '@nestjs/common';
import { searchBody, type SearchBody, type SearchResult } from '@shared/contracts';
import { AssertionGuard, CurrentCaller } from '@shared/http';
import type { Caller } from '@shared/identity';
import { placeOf } from '../retrieval/passage.js';
import { Retriever } from '../retrieval/retriever.service.js';
import { Assertion } from './request-header.decorator.js';

/** Search without an answer: what evaluation and the retrieval test page use. */
@Controller('internal/search')
@UseGuards(AssertionGuard)
export class SearchController {
  constructor(private readonly retriever: Retriever) {}

  @Post()
  @HttpCode(200)
  async search(
    @CurrentCaller() caller: Caller,
    @Assertion() assertion: string,
    @Body({ schema: searchBody }) { query, top, mode, documentIds, tags }: SearchBody,
  ): Promise<SearchResult> {
    const asker = { caller, assertion };
    const { passages, degraded } = await this.retriever.find({
      asker,
      questions: [query],
      mode,
      top,
      documentIds,
      tags,
    });
    const items = passages.map(({ documentId, title, score, text, start, end, ...place }) => ({
      documentId,
      title,
      ...placeOf(place),
      score,
      text,
      start,
      end,
    }));
    return { items, degraded };
  }
}
