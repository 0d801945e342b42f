import { readConfig } from '@shared/config';
import { tableConfig, tableFields, type TableConfig } from '@shared/storage';
import { z } from 'zod';

const schema = z.object({
  ...tableFields,
});

/** Settings of `keys-cli`, which needs nothing but tables. @throws {ConfigError} */
export const readTableConfig = (env: Record<string, string | undefined> = process.env): TableConfig =>
  tableConfig(readConfig(schema, env));
