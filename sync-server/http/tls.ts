import { readFileSync } from 'node:fs';
import { createSecureContext } from 'node:tls';
import { fail, ok, type Failure, type Result } from '../../src/kernel/result.ts';
import type { Config } from '../config.ts';

export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

export type CertificateFailure = Failure<'certificate-unusable'>;

/** Undefined where the server speaks plain HTTP. Both files are read, and fit each other. */
export const readCertificate = ({
  tlsCert,
  tlsKey,
}: Pick<Config, 'tlsCert' | 'tlsKey'>): Result<Certificate | undefined, CertificateFailure> => {
  if (tlsCert === undefined && tlsKey === undefined) return ok(undefined);
  if (tlsCert === undefined || tlsKey === undefined)
    return fail('certificate-unusable', 'TLS needs both --tls-cert and --tls-key.', 'tlsCert');
  try {
    const certificate = { cert: readFileSync(tlsCert, 'utf8'), key: readFileSync(tlsKey, 'utf8') };
    createSecureContext(certificate);
    return ok(certificate);
  } catch (error) {
    return fail(
      'certificate-unusable',
      `The certificate ${tlsCert} with the key ${tlsKey} cannot be used: ${(error as Error).message}.`,
      'tlsCert',
    );
  }
};
