import type { HypervisorPeer } from '../../../server/drivers/contract/peers/peer'
import { ovirtPeer } from '../../../server/drivers/contract/peers/ovirt'
import { proxmoxPeer } from '../../../server/drivers/contract/peers/proxmox'
import { vspherePeer } from '../../../server/drivers/contract/peers/vsphere'
import { xapiPeer } from '../../../server/drivers/contract/peers/xapi'
import type { Request } from './damaging-proxy'

/** What the fuzz knows of one manager's protocol, apart from its driver. */
export interface FuzzedKind {
  readonly peer: HypervisorPeer
  /** Whether a request changes anything but the session. */
  acts(request: Request): boolean
  /** Whether a request names the VM. `told`: what the manager said undamaged. */
  names(request: Request, vmNativeId: string, told: string): boolean
  /** Where answers say whether a VM runs. */
  readonly powerWord: RegExp
  /** What is put there: a word that no version of the platform has. */
  readonly unlisted: string
}

export const FUZZED_KINDS: Readonly<Record<string, FuzzedKind>> = {
  proxmox: {
    peer: proxmoxPeer,
    acts: ({ method, path }) => method !== 'GET' && !path.startsWith('/api2/json/access/'),
    names: ({ path }, vmNativeId) => path.includes(`/${vmNativeId}/`),
    powerWord: /"(status|qmpstatus)":"(running|stopped|paused)"/g,
    unlisted: '"$1":"xyzzy"',
  },
  vsphere: {
    peer: vspherePeer,
    acts: ({ body }) => /<(?:\w+:)?(?:\w+_Task|ShutdownGuest|StandbyGuest|RebootGuest|CancelTask)\b/.test(body),
    names: ({ body }, vmNativeId) => body.includes(`>${vmNativeId}<`),
    powerWord: /\b(?:poweredOn|poweredOff|suspended)\b/g,
    unlisted: 'xyzzy',
  },
  ovirt: {
    peer: ovirtPeer,
    acts: ({ method, path }) => method !== 'GET' && path.startsWith('/ovirt-engine/api'),
    names: ({ path }, vmNativeId) => path.includes(`/vms/${vmNativeId}/`),
    powerWord: /<status>(?:up|down|suspended|paused)<\/status>/g,
    unlisted: '<status>xyzzy</status>',
  },
  xapi: {
    peer: xapiPeer,
    acts: ({ body }) => /"method":"(?:Async\.)?(?:VM|host|task)\.(?!get_|query_)/.test(body),
    // A VM is known by its UUID and called by a reference.
    names: ({ body }, vmNativeId, told) => {
      const reference = new RegExp(`"(OpaqueRef:[^"]+)":\\{"uuid":"${vmNativeId}"`).exec(told)?.[1]
      return reference !== undefined && body.includes(`"${reference}"`)
    },
    powerWord: /"power_state":"(?:Running|Halted|Suspended|Paused)"/g,
    unlisted: '"power_state":"xyzzy"',
  },
}
