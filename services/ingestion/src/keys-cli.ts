import { TableAuditLog } from '@shared/audit';
import { runMain } from '@shared/http';
import { TableApiKeys } from '@shared/keys';
import { readTableConfig } from './config/table.config.js';
import { readKeysCommand } from './keys/keys-command.js';
import { runKeysCommand } from './keys/run-keys-command.js';

/**
 * `keys-cli create|list|revoke`: API keys, written straight to their table. It makes the first administrator's key, for
 * which there is nobody yet to ask over the API; in a cluster as a Job of this image.
 */
await runMain('keys-cli', async () => {
  const command = readKeysCommand(process.argv.slice(2));
  const storage = readTableConfig();
  const lines = await runKeysCommand(command, new TableApiKeys(storage), new TableAuditLog(storage));
  for (const line of lines) process.stdout.write(`${line}\n`);
});
