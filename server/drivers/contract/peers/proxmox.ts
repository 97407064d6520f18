import { demoDatacenter } from '../../../simulator/demo/demo-datacenter'
import { startPveServer } from '../../../simulator/proxmox/pve-server'
import { World } from '../../../simulator/world/world'
import type { HypervisorPeer } from './peer'

const account = { user: 'root@pam', password: 'right-secret', apiToken: { tokenId: 'root@pam!x', token: 'token-secret' } }

/** The project's own simulated cluster. */
export const proxmoxPeer: HypervisorPeer = {
  kind: 'proxmox',
  isHere: () => true,
  start: async () => {
    const server = await startPveServer(new World(demoDatacenter), account, Date.now())
    return {
      address: { kind: 'proxmox', url: server.url, pins: [server.fingerprint] },
      secret: { kind: 'password', user: account.user, password: account.password },
      wrongSecret: { kind: 'password', user: account.user, password: 'wrong-secret' },
      secretTexts: [account.password, 'wrong-secret'],
      fingerprint: server.fingerprint,
      stop: () => server.close(),
    }
  },
}
