import { readConfig } from '@shared/config';
import { z } from 'zod';
import { isConflict, isMissing, localAccount, statusOf, storageConfig, storageFields } from './index.js';

/** An error as the Azure SDKs throw it. */
const restError = (statusCode: unknown): Error => Object.assign(new Error('refused'), { statusCode });

describe('errors of the Azure SDKs', () => {
  it.each([
    [404, true, false],
    [409, false, true],
    [412, false, true],
    [500, false, false],
  ])('status %i: missing %p, conflict %p', (status, missing, conflict) => {
    expect([isMissing(restError(status)), isConflict(restError(status))]).toEqual([missing, conflict]);
  });

  it.each([
    ['an error without one', new Error('x')],
    ['a status that is no number', restError('404')],
    ['no error', { statusCode: 404 }],
  ])('finds no status in %s', (_, error) => {
    expect(statusOf(error)).toBeUndefined();
  });
});

describe(storageConfig.name, () => {
  const urls = {
    STORAGE_BLOB_URL: 'http://127.0.0.1:1/account/',
    STORAGE_QUEUE_URL: 'http://127.0.0.1:2/account',
    STORAGE_TABLE_URL: 'https://a.table.core.windows.net',
  };

  it('names the variables as code wants them, without a slash at the end, and needs no key', () => {
    expect(storageConfig(readConfig(z.object(storageFields), urls))).toEqual({
      blobUrl: 'http://127.0.0.1:1/account',
      queueUrl: 'http://127.0.0.1:2/account',
      tableUrl: 'https://a.table.core.windows.net',
      accountKey: undefined,
    });
  });

  it('refuses an address that is none, without showing it', () => {
    expect(() => readConfig(z.object(storageFields), { ...urls, STORAGE_BLOB_URL: 'secret-host' })).toThrow(
      /STORAGE_BLOB_URL(?!.*secret)/,
    );
  });
});

it('localAccount is the first part of a local address', () => {
  expect(localAccount('http://127.0.0.1:10000/devstoreaccount1')).toBe('devstoreaccount1');
});
