import type { ManagerKind } from '../../../server/domain/manager'
import { ovirtPeer } from '../../../server/drivers/contract/peers/ovirt'
import type { HypervisorPeer } from '../../../server/drivers/contract/peers/peer'
import { proxmoxPeer } from '../../../server/drivers/contract/peers/proxmox'
import { webhookPeer } from '../../../server/drivers/contract/peers/runbook'
import { srmPeer } from '../../../server/drivers/contract/peers/srm'
import { vspherePeer } from '../../../server/drivers/contract/peers/vsphere'
import { xapiPeer } from '../../../server/drivers/contract/peers/xapi'
import { hypervAnswer } from '../../peers/windows/hyperv-machine'
import { scvmmAnswer } from '../../peers/windows/scvmm-machine'
import { hypervWorld, scvmmWorld } from '../../peers/windows/worlds'
import type { Answer } from './damage'
import type { DamagedLine, Request } from './damaged-line'
import { startDamagingProxy } from './damaging-proxy'
import { type Objects, recoveryPlans, virtualMachines } from './objects'
import { type DamagedSite, startDamagingSshd } from './ssh/damaging-sshd'
import { libvirtMachine } from './ssh/libvirt-machine'
import { runbookMachine, runbookOverSsh } from './ssh/runbook-machine'
import { windowsMachine } from './ssh/windows-machine'

/** What the fuzz knows of one manager's protocol, apart from its driver. */
export interface FuzzedKind {
  readonly kind: ManagerKind
  isHere(): boolean
  start(): Promise<DamagedLine>
  /** What is told are commands' outputs and exit codes, not HTTP. */
  readonly isCommands: boolean
  readonly objects: Objects
  /** Whether a request changes anything but the session. */
  acts(request: Request): boolean
  /** Whether a request names the object. `told`: what the manager said undamaged. */
  names(request: Request, nativeId: string, told: string): boolean
  /** The answer with a word that no version of the platform has, wherever it says what state something is in. */
  unlisted(answer: Answer, request: Request): Answer
}

const overHttp = (peer: HypervisorPeer) => ({
  kind: peer.kind,
  isHere: peer.isHere,
  start: () => startDamagingProxy(peer),
  isCommands: false,
})

const overSsh = (kind: ManagerKind, site: () => Omit<DamagedSite, 'address'> & { readonly address?: object }) => ({
  kind,
  isHere: () => true,
  start: () => {
    const { address, ...rest } = site()
    return startDamagingSshd({ ...rest, address: { ...address, kind } })
  },
  isCommands: true,
})

/** Puts the unlisted word in the place of every listed one. */
const wordFor =
  (listed: RegExp, unlisted: string) =>
  (answer: Answer): Answer => ({ ...answer, body: answer.body.replace(listed, unlisted) })

const namesParameter = ({ body }: Request, nativeId: string): boolean => body.includes(`"vm":"${nativeId}"`)

export const FUZZED_KINDS: Readonly<Record<string, FuzzedKind>> = {
  proxmox: {
    ...overHttp(proxmoxPeer),
    objects: virtualMachines,
    acts: ({ method, path }) => method !== 'GET' && !path.startsWith('/api2/json/access/'),
    names: ({ path }, vmNativeId) => path.includes(`/${vmNativeId}/`),
    unlisted: wordFor(/"(status|qmpstatus)":"(running|stopped|paused)"/g, '"$1":"xyzzy"'),
  },
  vsphere: {
    ...overHttp(vspherePeer),
    objects: virtualMachines,
    acts: ({ body }) =>
      /<(?:\w+:)?(?:\w+_Task|ShutdownGuest|StandbyGuest|RebootGuest|CancelTask|ReconfigureAutostart)\b/.test(body),
    names: ({ body }, vmNativeId) => body.includes(`>${vmNativeId}<`),
    unlisted: wordFor(/\b(?:poweredOn|poweredOff|suspended)\b/g, 'xyzzy'),
  },
  ovirt: {
    ...overHttp(ovirtPeer),
    objects: virtualMachines,
    acts: ({ method, path }) => method !== 'GET' && path.startsWith('/ovirt-engine/api'),
    names: ({ path }, vmNativeId) => path.includes(`/vms/${vmNativeId}/`),
    unlisted: wordFor(/<status>(?:up|down|suspended|paused)<\/status>/g, '<status>xyzzy</status>'),
  },
  xapi: {
    ...overHttp(xapiPeer),
    objects: virtualMachines,
    acts: ({ body }) => /"method":"(?:Async\.)?(?:VM|host|task)\.(?!get_|query_)/.test(body),
    // A VM is known by its UUID and called by a reference.
    names: ({ body }, vmNativeId, told) => {
      const reference = new RegExp(`"(OpaqueRef:[^"]+)":\\{"uuid":"${vmNativeId}"`).exec(told)?.[1]
      return reference !== undefined && body.includes(`"${reference}"`)
    },
    unlisted: wordFor(/"power_state":"(?:Running|Halted|Suspended|Paused)"/g, '"power_state":"xyzzy"'),
  },
  hyperv: {
    ...overSsh('hyperv', () => ({
      machines: ['HV-1', 'HV-2'],
      run: windowsMachine(({ machine, name, parameters }) => hypervAnswer(hypervWorld(true), machine, name, parameters)),
    })),
    objects: virtualMachines,
    acts: ({ body }) => /^(?:shut|change|move|cancel|start|take|set) /.test(body),
    names: namesParameter,
    unlisted: wordFor(/"State":"(?:Running|Off|Saved)"/g, '"State":"xyzzy"'),
  },
  scvmm: {
    ...overSsh('scvmm', () => ({
      machines: ['VMM'],
      run: windowsMachine(({ name, parameters }) => scvmmAnswer(scvmmWorld(), name, parameters)),
    })),
    objects: virtualMachines,
    acts: ({ body }) => /^(?:shut|save|power|start|resume|move|cancel|take) /.test(body),
    names: namesParameter,
    unlisted: wordFor(/"VirtualMachineStateString":"(?:Running|PowerOff|Saved)"/g, '"VirtualMachineStateString":"xyzzy"'),
  },
  libvirt: {
    ...overSsh('libvirt', () => ({ machines: ['kvm-1', 'kvm-2'], run: libvirtMachine(), query: '?shared=/srv/vm' })),
    objects: virtualMachines,
    acts: ({ body }) =>
      /'(?:shutdown|destroy|managedsave|start|resume|migrate|define|undefine|domjobabort|autostart)'/.test(body),
    names: ({ body }, vmNativeId) => body.includes(vmNativeId),
    unlisted: wordFor(/^( +state\.state)=\d+$/gm, '$1=99'),
  },
  srm: {
    ...overHttp(srmPeer),
    objects: recoveryPlans,
    acts: ({ method, path }) => method === 'POST' && path.includes('/actions/'),
    names: ({ path }, nativeId) => path.includes(`/plans/${nativeId.split(' ')[1] ?? ''}/actions/`),
    unlisted: wordFor(/"READY_STATE"/g, '"XYZZY"'),
  },
  'runbook by webhook': {
    ...overHttp(webhookPeer),
    objects: virtualMachines,
    acts: ({ method }) => method !== 'GET',
    names: ({ path }, vmNativeId) => path.includes(`/${vmNativeId}/`),
    unlisted: (answer, { path }) => (path.endsWith('/power') ? { ...answer, status: 418 } : answer),
  },
  'runbook over SSH': {
    ...overSsh('runbook', () => ({ machines: ['admin'], run: runbookMachine, address: { runbook: runbookOverSsh } })),
    objects: virtualMachines,
    acts: ({ body }) => /\b(?:stop|start|force) /.test(body),
    names: ({ body }, vmNativeId) => body.includes(vmNativeId),
    unlisted: (answer, { body }) => (body.includes('probe ') ? { ...answer, status: 77 } : answer),
  },
}
