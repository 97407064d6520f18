import { startHypervLab, startScvmmLab } from '../../../../e2e/peers/windows/labs'
import { hasWindowsLab, type WindowsLab } from '../../../../e2e/peers/windows/start'
import type { HypervisorPeer } from './peer'

const peer = (kind: 'hyperv' | 'scvmm', start: () => Promise<WindowsLab<unknown>>): HypervisorPeer => ({
  kind,
  isHere: hasWindowsLab,
  start: async () => {
    const lab = await start()
    return {
      address: { kind, url: lab.url, pins: [...lab.pins] },
      secret: lab.secret,
      wrongSecret: lab.strangersSecret,
      secretTexts: [lab.secret, lab.strangersSecret].flatMap((secret) =>
        secret.kind === 'ssh-key' ? (secret.privateKey.split('\n')[1] ?? []) : [],
      ),
      fingerprint: lab.pins[0] ?? '',
      stop: () => lab.stop(),
    }
  },
})

/** Our own stand-in for PowerShell behind a real sshd: signing in and answers, not the scripts themselves. */
export const hypervPeer = peer('hyperv', () => startHypervLab(true))
export const scvmmPeer = peer('scvmm', startScvmmLab)
