import { COMMAND_SECRET, hasRunbookLab, startRunbookLab } from '../../../../e2e/peers/runbook/start'
import { HMAC_KEY, startWebhookLab } from '../../../../e2e/peers/runbook/webhook'
import type { HypervisorPeer } from './peer'

/** Real commands behind a real sshd; the machines are files. */
export const runbookPeer: HypervisorPeer = {
  kind: 'runbook',
  isHere: hasRunbookLab,
  start: async () => {
    const lab = await startRunbookLab()
    return {
      address: lab.address,
      secret: lab.secret,
      wrongSecret: lab.strangersSecret,
      secretTexts: [
        COMMAND_SECRET,
        ...[lab.secret, lab.strangersSecret].flatMap((secret) =>
          secret.kind === 'ssh-key' ? (secret.privateKey.split('\n')[1] ?? []) : [],
        ),
      ],
      fingerprint: lab.fingerprint,
      stop: () => lab.stop(),
    }
  },
}

/** Our own receiver behind real TLS. */
export const webhookPeer: HypervisorPeer = {
  kind: 'runbook',
  isHere: () => true,
  start: async () => {
    const lab = await startWebhookLab()
    return {
      address: lab.address,
      secret: lab.secrets.hmac,
      wrongSecret: { kind: 'hmac', key: 'another-key-of-enough-length' },
      secretTexts: [HMAC_KEY, 'another-key-of-enough-length'],
      fingerprint: lab.fingerprint,
      stop: () => lab.stop(),
    }
  },
}
