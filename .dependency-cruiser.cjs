/** The rules of the house (CONTRIBUTING.md, "Layers"), kept by `npm run layers`. */
const SERVICES = 'gateway|chat|ingestion|local-azure';

module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'services-are-strangers',
      comment: 'Services meet only over the wire, through services/shared/contracts.',
      severity: 'error',
      from: { path: `^services/(${SERVICES})/` },
      to: { path: `^services/(${SERVICES}|web)/`, pathNot: '^services/$1/' },
    },
    {
      name: 'shared-knows-no-service',
      severity: 'error',
      from: { path: '^services/shared/' },
      to: { path: `^services/(${SERVICES}|web)/` },
    },
    {
      name: 'shared-by-its-front-door',
      severity: 'error',
      from: { path: '^services/(?!shared/)' },
      to: { path: '^services/shared/[^/]+/src/', pathNot: '/src/index\\.ts$' },
    },
    {
      name: 'web-knows-contracts-only',
      severity: 'error',
      from: { path: '^services/web/' },
      to: { path: '^services/(?!web/)', pathNot: '^services/shared/contracts/' },
    },
    {
      name: 'ports-import-nothing',
      severity: 'error',
      from: { path: '/src/ports/.+\\.port\\.ts$' },
      to: { pathNot: '/src/ports/|^services/shared/', dependencyTypesNot: ['core'] },
    },
    {
      name: 'core-knows-no-edge',
      severity: 'error',
      from: {
        path: '^services/(gateway|chat|ingestion)/src/(?!adapters/|http/|config/|ports/|main|[a-z-]+\\.module|[a-z-]+-cli)[^/]+/',
        pathNot: 'spec\\.ts$',
      },
      to: { path: '/src/(adapters|http)/' },
    },
    {
      name: 'adapters-do-not-meet',
      severity: 'error',
      from: { path: '/src/adapters/.+\\.adapter\\.ts$' },
      to: { path: '/src/(adapters/.+\\.adapter|http/)' },
    },
    {
      name: 'scripts-know-types-only',
      comment:
        'Scripts run as they are, without a build: of the services they may know shapes, which vanish, and no code.',
      severity: 'error',
      from: { path: '^(evals|load|tools|tests/faults|tests/fuzz)/', pathNot: 'spec\\.ts$' },
      to: { path: '^services/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'not-to-unresolvable',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: '^(pdf-parse|sqlite-vec|k6)' },
    },
  ],
  options: {
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)dist/' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
