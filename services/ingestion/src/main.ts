import { Embedder } from '@shared/models';
import { runMain, serve } from '@shared/http';
import { AssertionVerifier } from '@shared/identity';
import { IngestionConfig } from './config/ingestion.config.js';
import { acceptForms } from './http/multipart-form.js';
import { IngestionModule } from './ingestion.module.js';
import { DocumentCatalog } from './ports/document-catalog.port.js';
import { PassageIndex } from './ports/passage-index.port.js';
import { checkEmbeddings } from './setup/set-up.js';

await runMain('ingestion', async () => {
  const config = new IngestionConfig(process.env);
  const verifier = await AssertionVerifier.from(config.assertionPublicKey);
  const module = IngestionModule.with(config, verifier, new URL('./extraction-child.js', import.meta.url));
  const { url } = await serve(module, {
    host: config.host,
    port: config.port,
    prepare: async (app) => {
      // Asked here, so that a wrong model name ends the start and not the first upload.
      await app.get(Embedder).dimensions();
      await checkEmbeddings(app.get(DocumentCatalog), app.get(PassageIndex));
      await acceptForms(app, config.uploadMaxBytes);
    },
  });
  process.stdout.write(`${JSON.stringify({ ready: true, service: 'ingestion', url })}\n`);
});
