import type { ConversationView, MessageView } from '@shared/contracts';
import { asMarkdown } from './export.js';

const TIME = '2026-11-21T09:30:00.000Z';
const CONVERSATION: ConversationView = { id: 'conversation-1', title: 'Fees', createdAt: TIME, updatedAt: TIME };
const message = (overrides: Partial<MessageView>): MessageView => ({
  id: 'message-0001',
  role: 'assistant',
  text: '',
  createdAt: TIME,
  status: 'complete',
  ...overrides,
});
const citation = { documentId: 'document-1', start: 0, end: 9, answerStart: 0, answerEnd: 3 };

describe(asMarkdown.name, () => {
  it('writes questions, answers and the passages they cite', () => {
    const branch = [
      message({ role: 'user', text: 'What is\n# the fee?' }),
      message({
        text: 'It is 4 % [1], due in May [2]. Yes, 4 % [1].',
        citations: [
          { ...citation, n: 1, title: 'Plan', page: 3, quote: 'The fee\nis 4 %.' },
          { ...citation, n: 2, title: 'Terms', heading: 'When', quote: 'Due in May.' },
          { ...citation, n: 1, title: 'Plan', page: 3, quote: 'Four per cent.' },
        ],
      }),
    ];
    expect(asMarkdown(CONVERSATION, branch)).toBe(`# Fees

_Begun ${TIME}, last question ${TIME}._

## Question

> What is
> # the fee?

## Answer

It is 4 % [1], due in May [2]. Yes, 4 % [1].

### Sources

- [1] Plan, page 3
   > The fee is 4 %.
   > Four per cent.
- [2] Terms, “When”
   > Due in May.
`);
  });

  it('says how an answer ended that is not whole', () => {
    const error = { code: 'model_unavailable', message: 'Try again.' };
    const branch = [
      message({ text: 'It is', status: 'stopped' }),
      message({ status: 'failed', error }),
      message({ text: 'Lines [1].', citations: [{ ...citation, n: 1, title: 'Notes', lines: [4, 9], quote: 'x' }] }),
    ];
    const text = asMarkdown(CONVERSATION, branch);
    expect(text).toContain('## Answer (stopped by its reader)\n\nIt is\n');
    expect(text).toContain('## Answer (failed)\n\n_Try again._\n');
    expect(text).toContain('- [1] Notes, lines 4 to 9');
  });
});
