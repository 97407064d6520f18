import { account, startStandIn } from '../../../testing/xapi/stand-in'
import type { HypervisorPeer } from './peer'

/** A made pool that speaks the toolstack's JSON-RPC. */
export const xapiPeer: HypervisorPeer = {
  kind: 'xapi',
  isHere: () => true,
  start: async () => {
    const pool = await startStandIn()
    return {
      address: { kind: 'xapi', url: pool.url, pins: [pool.fingerprint] },
      secret: { kind: 'password', user: account.user, password: account.password },
      wrongSecret: { kind: 'password', user: account.user, password: 'wrong-secret' },
      secretTexts: [account.password, 'wrong-secret'],
      fingerprint: pool.fingerprint,
      stop: () => pool.close(),
    }
  },
}
