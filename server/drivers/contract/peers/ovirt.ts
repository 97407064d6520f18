import { engineModel } from '../../../testing/ovirt/engine-model'
import { startStandIn } from '../../../testing/ovirt/stand-in'
import type { HypervisorPeer } from './peer'

const account = { user: 'monitor@internal', password: 'right-secret' }

/** The project's own stand-in for an engine. */
export const ovirtPeer: HypervisorPeer = {
  kind: 'ovirt',
  isHere: () => true,
  start: async () => {
    const engine = await startStandIn(engineModel(2, 5), account)
    return {
      address: { kind: 'ovirt', url: engine.url, pins: [engine.fingerprint] },
      secret: { kind: 'password', ...account },
      wrongSecret: { kind: 'password', user: account.user, password: 'wrong-secret' },
      secretTexts: [account.password, 'wrong-secret'],
      fingerprint: engine.fingerprint,
      stop: () => engine.close(),
    }
  },
}
