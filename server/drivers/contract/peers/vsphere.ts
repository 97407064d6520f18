import { hasVcsim, startVcsim } from '../../../../e2e/peers/vcsim/start'
import type { HypervisorPeer } from './peer'

/** VMware's own vCenter simulator. */
export const vspherePeer: HypervisorPeer = {
  kind: 'vsphere',
  isHere: hasVcsim,
  start: async () => {
    const lab = await startVcsim()
    return {
      address: { kind: 'vsphere', url: lab.url, pins: [lab.fingerprint] },
      secret: { kind: 'password', user: lab.user, password: lab.password },
      wrongSecret: { kind: 'password', user: lab.user, password: 'wrong-secret' },
      secretTexts: [lab.password, 'wrong-secret'],
      fingerprint: lab.fingerprint,
      stop: () => lab.stop(),
    }
  },
}
