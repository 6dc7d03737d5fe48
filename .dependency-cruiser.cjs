/* The arrows of the project: left may import right, nothing else. docs/architecture.md explains them. */
const lib = (name) => `^libs/${name}/`;
/** `from` may import only its own files and the named libs. */
function mayImportOnly(name, from, libs) {
  const allowed = [...libs.map(lib), from].join('|');
  return {
    name,
    severity: 'error',
    comment: `${from} may import only: ${libs.join(', ') || 'nothing of ours'}`,
    from: { path: from },
    to: { path: '^(apps|libs|training|test|bin)/', pathNot: allowed },
  };
}
/** An external package that only the named files may import. */
function onlyIn(name, packages, files) {
  return {
    name,
    severity: 'error',
    from: { pathNot: files, path: '^(apps|libs|training|bin)/' },
    to: { path: `node_modules/(${packages})/` },
  };
}

module.exports = {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'not-to-unresolvable',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: '^@seje/' },
    },
    mayImportOnly('core-imports-nothing', '^libs/core/', []),
    mayImportOnly('artifacts', '^libs/artifacts/', ['core']),
    mayImportOnly('preprocessing', '^libs/preprocessing/', ['artifacts', 'core']),
    mayImportOnly('encoders', '^libs/encoders/', ['preprocessing', 'artifacts', 'core']),
    mayImportOnly('retrieval', '^libs/retrieval/', ['core']),
    mayImportOnly('catalogue', '^libs/catalogue/', ['core']),
    mayImportOnly('api', '^apps/api/', [
      'encoders',
      'preprocessing',
      'retrieval',
      'catalogue',
      'artifacts',
      'core',
    ]),
    mayImportOnly('web', '^apps/web/', []),
    mayImportOnly('training', '^training/', [
      'encoders',
      'preprocessing',
      'retrieval',
      'catalogue',
      'artifacts',
      'core',
    ]),
    {
      name: 'through-index',
      comment: "another project's code is imported through its index.ts",
      severity: 'error',
      from: { path: '^(apps|libs|training)/([^/]+)/' },
      to: { path: '^libs/([^/]+)/src/(?!index\\.ts$)', pathNot: '^$1/$2/' },
    },
    onlyIn(
      'onnxruntime-in-one-file',
      'onnxruntime-node|onnxruntime-common',
      '^(libs/artifacts/src/onnx-session\\.ts|training/native/cuda-proof\\.mjs)$',
    ),
    onlyIn('hnswlib-in-one-file', 'hnswlib-node', '^libs/retrieval/src/hnsw-addon\\.ts$'),
    onlyIn('pglite-in-one-file', '@electric-sql', '^libs/catalogue/src/database/pglite-database\\.ts$'),
    onlyIn('pg-in-one-file', 'pg', '^libs/catalogue/src/database/postgres-database\\.ts$'),
    onlyIn('s3-in-its-store', '@aws-sdk|@smithy', '^libs/catalogue/src/photos/s3-'),
    onlyIn('queries-in-catalogue', 'kysely|pg-boss', '^libs/catalogue/'),
    {
      name: 'tracing-sdk-on-demand',
      comment: 'a service without traces does not load what makes them; the API alone does nothing',
      severity: 'error',
      from: {},
      to: { path: 'node_modules/@opentelemetry/(?!api/)', dynamic: false },
    },
    onlyIn('tensorflow-in-training', '@tensorflow', '^training/'),
    {
      name: 'photos-in-engine',
      comment:
        'decoding holds memory and may end its process: the service decodes in its engine processes only',
      severity: 'error',
      from: { path: '^apps/api/src/(?!engine/)' },
      to: { path: '^libs/(preprocessing|encoders)/' },
    },
    onlyIn('libheif-in-one-file', 'libheif-js', '^libs/preprocessing/src/image/heic/heic\\.worker\\.ts$'),
    onlyIn('nest-in-apps', '@nestjs', '^apps/'),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^dist/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
    moduleSystems: ['es6', 'cjs', 'tsd'],
  },
};
