/** A PDF of exactly so many bytes: one page with these words, and an object that no page uses. @param words without brackets. */
export function paddedPdf(words: string, bytes: number): Buffer {
  let padding = bytes - pdfWith(words, 0).length;
  // Its length stands in the file too, in digits.
  for (let tries = 0; tries < 5; tries += 1) {
    const file = pdfWith(words, padding);
    if (file.length === bytes) return file;
    padding += bytes - file.length;
  }
  throw new Error(`No such PDF has ${bytes} bytes`);
}

function pdfWith(words: string, padding: number): Buffer {
  const content = `BT /F1 12 Tf 72 720 Td (${words}) Tj ET`;
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 5 0 R /Resources << /Font << /F1 4 0 R >> >> >>',
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
    `<< /Length ${content.length} >>\nstream\n${content}\nendstream`,
  ];
  let head = '%PDF-1.4\n';
  const places = objects.map((object, i) => {
    const place = head.length;
    head += `${i + 1} 0 obj\n${object}\nendobj\n`;
    return place;
  });
  places.push(head.length);
  head += `6 0 obj\n<< /Length ${padding} >>\nstream\n`;
  const tail = '\nendstream\nendobj\n';
  const table = head.length + padding + tail.length;
  const rows = places.map((place) => `${String(place).padStart(10, '0')} 00000 n \n`).join('');
  return Buffer.concat([
    Buffer.from(head, 'latin1'),
    Buffer.alloc(padding, 'x'),
    Buffer.from(
      `${tail}xref\n0 7\n0000000000 65535 f \n${rows}trailer\n<< /Size 7 /Root 1 0 R >>\nstartxref\n${table}\n%%EOF\n`,
      'latin1',
    ),
  ]);
}
