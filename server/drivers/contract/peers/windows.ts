import { hasWindowsLab, startWindowsLab } from '../../../../e2e/peers/windows/start'
import { hypervWorld, scvmmWorld } from '../../../../e2e/peers/windows/worlds'
import type { HypervisorPeer } from './peer'

const peer = (kind: 'hyperv' | 'scvmm', machines: readonly string[], world: () => object): HypervisorPeer => ({
  kind,
  isHere: hasWindowsLab,
  start: async () => {
    const lab = await startWindowsLab(machines, world())
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
export const hypervPeer = peer('hyperv', ['HV-1', 'HV-2'], () => hypervWorld(true))
export const scvmmPeer = peer('scvmm', ['VMM'], scvmmWorld)
