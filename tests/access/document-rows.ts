import {
  at,
  newForm,
  nextUpload,
  NO_DOCUMENT,
  NO_ROLE,
  onNewDocument,
  ownerOnly,
  readers,
  told,
  type Row,
} from './row.ts';

const DOCUMENT = '/api/documents/{documentId}';

export const documentRows: readonly Row[] = [
  {
    route: 'POST /api/documents',
    call: () => ({ method: 'POST', path: '/api/documents', body: newForm() }),
    outcomes: told('202', '202', NO_ROLE, '202', '202', '202', '202', '202'),
  },
  {
    route: 'GET /api/documents',
    call: at('GET', '/api/documents?limit=100'),
    outcomes: told('200 title', '200', '200', '200 title', '200', '200 title', '200', '200'),
  },
  {
    route: `GET ${DOCUMENT}`,
    call: at('GET', DOCUMENT),
    outcomes: told(
      '200 title',
      NO_DOCUMENT,
      NO_DOCUMENT,
      '200 title',
      NO_DOCUMENT,
      '200 title',
      NO_DOCUMENT,
      NO_DOCUMENT,
    ),
  },
  {
    route: `GET ${DOCUMENT}/events`,
    call: at('GET', `${DOCUMENT}/events`),
    outcomes: told(
      '200 title',
      NO_DOCUMENT,
      NO_DOCUMENT,
      '200 title',
      NO_DOCUMENT,
      '200 title',
      NO_DOCUMENT,
      NO_DOCUMENT,
    ),
  },
  {
    route: `GET ${DOCUMENT}/content`,
    call: at('GET', `${DOCUMENT}/content`),
    outcomes: readers('200 secret aside', NO_DOCUMENT),
  },
  {
    route: `GET ${DOCUMENT}/text`,
    call: at('GET', `${DOCUMENT}/text`),
    outcomes: readers('200 secret aside', NO_DOCUMENT),
  },
  {
    route: `PATCH ${DOCUMENT}`,
    what: 'to rename',
    call: onNewDocument('PATCH', DOCUMENT, () => ({ title: 'Renamed' })),
    outcomes: ownerOnly('200'),
  },
  {
    route: `PATCH ${DOCUMENT}`,
    what: 'to share',
    call: onNewDocument('PATCH', DOCUMENT, () => ({ visibleTo: ['everyone'] })),
    outcomes: { ...ownerOnly('200'), admin: '200' },
  },
  {
    route: `DELETE ${DOCUMENT}`,
    call: onNewDocument('DELETE', DOCUMENT),
    outcomes: { ...ownerOnly('204'), admin: '204' },
  },
  {
    route: `POST ${DOCUMENT}/retry`,
    call: async ({ newDocument }) => ({
      method: 'POST',
      path: `/api/documents/${await newDocument(['broken.pdf', `%PDF-1.7 ${nextUpload()}`])}/retry`,
    }),
    outcomes: ownerOnly('202'),
  },
  {
    route: `PUT ${DOCUMENT}/content`,
    call: onNewDocument('PUT', `${DOCUMENT}/content`, newForm),
    outcomes: ownerOnly('202'),
  },
];
