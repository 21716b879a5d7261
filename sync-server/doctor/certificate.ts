import { X509Certificate } from 'node:crypto';
import { isLoopback, type Config } from '../config.ts';
import { readCertificate } from '../http/tls.ts';
import { hint, problem, well, type Finding } from './finding.ts';

const SOON = 14 * 86_400_000;

export const examineCertificate = (config: Config, now: number): readonly Finding[] => {
  const read = readCertificate(config);
  if (!read.ok) return [problem('certificate', read.error.message)];
  if (!read.value) {
    const isOpen = !isLoopback(config.host) && config.publicOrigin?.startsWith('https:') !== true;
    return isOpen
      ? [
          problem(
            'certificate',
            'Devices would talk without TLS: give --tls-cert and --tls-key, or a proxy and --public-origin https://…',
          ),
        ]
      : [well('certificate', 'None of its own: a proxy has it, or only this machine is served.')];
  }
  const { validFrom, validTo } = new X509Certificate(read.value.cert);
  const until = Date.parse(validTo);
  if (Date.parse(validFrom) > now)
    return [problem('certificate', `Valid from ${validFrom} only: look at the clock.`)];
  if (until < now) return [problem('certificate', `It ended ${validTo}: renew it, then send SIGHUP.`)];
  if (until - now < SOON) return [hint('certificate', `It ends ${validTo}: renew it, then send SIGHUP.`)];
  return [well('certificate', `Valid until ${validTo}.`)];
};
