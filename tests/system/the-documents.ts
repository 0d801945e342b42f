import { docxOf, pdfOf, utf16Of } from '../support/documents.ts';

/** The sentences the questions are about, each in one place only. */
export const FACTS = {
  eye: 'The Falcon plan pays up to 340 euros for eye care each year.',
  dental: 'The Falcon plan pays for two dental cleanings each year.',
  remote: 'Employees of the Lisbon office may work remotely for 12 days each month.',
  alarm: 'The alarm code word of the Übersee warehouse is heliotrope.',
} as const;

/** A PDF: eye care on page 2, dental care on page 3. */
export const benefits = (): Promise<Buffer> =>
  pdfOf([
    'Benefits of Falcon Industries. This booklet was printed in March.',
    `Eye care. ${FACTS.eye} Glasses and lenses both count.`,
    `Dental care. ${FACTS.dental} A third cleaning is paid by the employee.`,
  ]);

/** A DOCX: remote work under its own heading. */
export const policy = (): Promise<Buffer> =>
  docxOf({
    'Office hours': 'The reception is open from eight to six on working days.',
    'Remote work': `${FACTS.remote} Managers approve longer periods.`,
  });

/** A UTF-16 text: the alarm word on line 4. */
export const notes = (): Buffer =>
  utf16Of([
    'Notes of the facility team',
    '',
    'The north gate opens at seven.',
    FACTS.alarm,
    '',
    'Parking is free on Sundays.',
  ]);
