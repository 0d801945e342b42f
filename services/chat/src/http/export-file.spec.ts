import { exportHeaders } from './export-file.js';

describe(exportHeaders.name, () => {
  it.each([
    ['What is the fee?', `attachment; filename="What is the fee.md"; filename*=UTF-8''What%20is%20the%20fee.md`],
    [
      'Gebühren "2026"\r\nX: y',
      `attachment; filename="Gebhren 2026 X y.md"; filename*=UTF-8''Geb%C3%BChren%202026%20X%20y.md`,
    ],
    ['费用', `attachment; filename="conversation.md"; filename*=UTF-8''%E8%B4%B9%E7%94%A8.md`],
    ['../../etc', `attachment; filename="etc.md"; filename*=UTF-8''etc.md`],
    ['???', `attachment; filename="conversation.md"; filename*=UTF-8''conversation.md`],
  ])('names the file of %j', (title, disposition) => {
    expect(exportHeaders(title, 'markdown')['content-disposition']).toBe(disposition);
  });

  it('cuts a long title', () => {
    expect(exportHeaders('x'.repeat(300), 'json')['content-disposition']).toContain(`"${'x'.repeat(60)}.json"`);
  });
});
