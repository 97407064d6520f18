import { ACCOUNT, startSrmLab } from '../../../../e2e/peers/srm/appliance'
import type { HypervisorPeer } from './peer'

/** Our own stand-in, made after the API reference. */
export const srmPeer: HypervisorPeer = {
  kind: 'srm',
  isHere: () => true,
  start: async () => {
    const lab = await startSrmLab()
    lab.state.replications = [
      {
        id: 'r1',
        name: 'erp',
        vm_id: 'vm-7',
        status: { status: 'OK', rpo_violation: false },
        rpo: 15,
        last_sync_time: 1_700_000_000_000,
      },
      { id: 'r2', name: 'mail', status: { status: 'SYNC_RPO_VIOLATION' }, rpo: 60, last_sync_time: '2023-11-14T22:13:20Z' },
    ]
    return {
      address: lab.address,
      secret: lab.secret,
      wrongSecret: { kind: 'password', user: ACCOUNT.user, password: 'wrong-secret' },
      secretTexts: [ACCOUNT.password, 'wrong-secret'],
      fingerprint: lab.fingerprint,
      stop: () => lab.stop(),
    }
  },
}
