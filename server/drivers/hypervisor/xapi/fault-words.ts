import { refused, unreachable, unsupported, type DriverFailure } from '../../ports'
import type { RefusalCause } from '../../../domain/refusal-cause'
import type { Fault } from './json-rpc'

type Words = (doing: string, params: readonly string[]) => readonly [message: string, hint: string]

const MIB = 1024 ** 2

const mebibytes = (bytes: string | undefined): string | null =>
  bytes !== undefined && /^\d+$/.test(bytes) ? `${Math.round(Number(bytes) / MIB)} MiB` : null

/** What is worth reading in a parameter: references mean nothing to people. */
const said = (param: string | undefined): string => (param === undefined || /OpaqueRef:/.test(param) ? '' : param.trim())
const inBrackets = (param: string | undefined): string => (said(param) === '' ? '' : ` (${said(param)})`)

const noSuch: Words = (doing) => [`The pool does not know this object any more: cannot ${doing}.`, 'Read the inventory again.']
const noTools: Words = (doing) => [
  `The guest does not tell that it understands requests, so it cannot ${doing}.`,
  'Install or start the guest tools (XenServer VM Tools, xe-guest-utilities), or plan another action for this VM.',
]
const held: Words = (doing) => [
  `A device of its host is given to the VM, so it cannot ${doing}.`,
  'Shut it down instead, or take the device away from it.',
]
const immobile: Words = (doing) => [
  `The VM is marked as unable to move (for example by nested virtualisation): it cannot ${doing}.`,
  'Shut it down instead.',
]
const noContact: Words = (doing) => [
  `The pool’s master has no contact with that host: it cannot ${doing}.`,
  'Check the host and its management network.',
]
const disabled: Words = (doing) => [
  `That host is disabled (in maintenance, or still starting): it cannot ${doing}.`,
  'Take it out of maintenance first.',
]
const noSpace: Words = (doing) => [
  `There is no room on the storage for it: it cannot ${doing}.`,
  'Free space on the storage repository for suspended VMs, or choose another one.',
]
const slowGuest: Words = (doing) => [
  `The guest did not ${doing} in the time that the platform gives it.`,
  'Look at the guest’s console; then save its state or power it off.',
]
const breaksHa: Words = (doing) => [
  `The pool’s high availability could no longer restart its VMs elsewhere, so it may not ${doing}.`,
  'Switch the pool’s high availability off for the time of the work (xe pool-ha-disable), or tolerate fewer host failures.',
]
const busy: Words = (doing) => [`The pool is busy: it cannot ${doing} now.`, 'Try again shortly.']

const REFUSED: Readonly<Record<string, Words>> = {
  SESSION_AUTHENTICATION_FAILED: () => ['The pool does not accept this user name and password.', 'Check both, e.g. user root.'],
  SESSION_AUTHORIZATION_FAILED: () => ['This account has no role in the pool.', 'Give it one, e.g. pool-operator.'],
  RBAC_PERMISSION_DENIED: (doing, [permission]) => [
    `The account may not ${doing}${said(permission) === '' ? '' : `: it lacks the permission ${said(permission)}`}.`,
    'Moving VMs and hosts’ maintenance and power need the role pool-operator.',
  ],
  VM_BAD_POWER_STATE: (doing, [, , actual]) => [
    `The VM is ${said(actual).toLowerCase() || 'in another state'}: it cannot ${doing}.`,
    'Look at the VM in XenCenter or Xen Orchestra.',
  ],
  VM_LACKS_FEATURE: noTools,
  VM_MISSING_PV_DRIVERS: noTools,
  VM_OLD_PV_DRIVERS: noTools,
  VM_NON_SUSPENDABLE: (doing, [, reason]) => [
    `The guest says that it cannot be suspended${inBrackets(reason)}, so it cannot ${doing}.`,
    'Shut it down instead, or update its tools.',
  ],
  HOST_NOT_ENOUGH_FREE_MEMORY: (doing, [needed, available]) => {
    const figures = [mebibytes(needed), mebibytes(available)]
    const told = figures.includes(null) ? '' : `: ${figures[0]} are needed, ${figures[1]} are free`
    return [`There is not enough free memory on that host to ${doing}${told}.`, 'Choose another host, or stop VMs there.']
  },
  HOST_NOT_ENOUGH_PCPUS: (doing) => [`That host has too few CPUs to ${doing}.`, 'Choose another host.'],
  NO_HOSTS_AVAILABLE: (doing) => [`No host of the pool can ${doing}.`, 'Check memory, storage and networks of the hosts.'],
  VM_REQUIRES_SR: (doing) => [
    `That host does not reach a storage repository that the VM needs: it cannot ${doing}.`,
    'Repair the storage connection (PBD) there, eject a CD on local storage, or choose another host.',
  ],
  VM_REQUIRES_VDI: (doing) => [`A disk of the VM is missing: it cannot ${doing}.`, 'Check its storage repository.'],
  VM_REQUIRES_NETWORK: (doing) => [
    `That host lacks a network of the VM: it cannot ${doing}.`,
    'Connect it, or choose another host.',
  ],
  HOST_CANNOT_ATTACH_NETWORK: (doing) => [
    `That host cannot attach a network of the VM: it cannot ${doing}.`,
    'Check its network cards, or choose another host.',
  ],
  VM_INCOMPATIBLE_WITH_THIS_HOST: (doing, [, , reason]) => [
    `The CPU or version of that host does not fit the running VM${inBrackets(reason)}: it cannot ${doing}.`,
    'Choose another host, or move it while it is shut down.',
  ],
  VM_HOST_INCOMPATIBLE_VERSION: (doing) => [`That host is older than the VM’s: it cannot ${doing}.`, 'Choose another host.'],
  VM_HOST_INCOMPATIBLE_VERSION_MIGRATE: (doing) => [
    `That host is older than the VM’s: it cannot ${doing}.`,
    'Choose another host.',
  ],
  VM_HAS_PCI_ATTACHED: held,
  VM_HAS_VGPU: held,
  VM_HAS_VUSBS: held,
  VM_HAS_SRIOV_VIF: held,
  VM_REQUIRES_GPU: held,
  VM_REQUIRES_VGPU: held,
  VM_REQUIRES_VUSB: held,
  VM_IS_IMMOBILE: immobile,
  VM_IS_USING_NESTED_VIRT: immobile,
  VM_NO_SUSPEND_SR: (doing) => [
    `No storage repository is set for suspended VMs: it cannot ${doing}.`,
    'Set one for the pool (suspend image storage).',
  ],
  VM_MIGRATE_FAILED: (doing, params) => [
    `The platform could not ${doing}${inBrackets(params[3])}.`,
    'See the events of the VM; it should go on running where it was.',
  ],
  VM_FAILED_SHUTDOWN_ACKNOWLEDGMENT: slowGuest,
  VM_FAILED_SUSPEND_ACKNOWLEDGMENT: slowGuest,
  VM_SHUTDOWN_TIMEOUT: slowGuest,
  VM_SUSPEND_TIMEOUT: slowGuest,
  OTHER_OPERATION_IN_PROGRESS: (doing, [, , operation]) => [
    `Another operation${inBrackets(operation)} is under way, so it cannot ${doing} now.`,
    'Try again when it has ended, or cancel its task.',
  ],
  OPERATION_BLOCKED: (doing, [, reason]) => [
    `Somebody has blocked this for the object${inBrackets(reason)}: it cannot ${doing}.`,
    'Remove the block (blocked operations, in Xen Orchestra “protect from accidental …”).',
  ],
  OPERATION_NOT_ALLOWED: (doing, [reason]) => [`The pool does not allow to ${doing}${inBrackets(reason)}.`, 'See its reason.'],
  HANDLE_INVALID: noSuch,
  UUID_INVALID: noSuch,
  HOST_OFFLINE: noContact,
  HOST_NOT_LIVE: noContact,
  CANNOT_CONTACT_HOST: noContact,
  HOST_DISABLED: disabled,
  HOST_DISABLED_UNTIL_REBOOT: disabled,
  HOST_DISABLED_INDEFINITELY: disabled,
  HOST_NOT_DISABLED: (doing) => [`The host takes new VMs, so it cannot ${doing}.`, 'Put it into maintenance first.'],
  HOST_IN_USE: (doing) => [`The host is in use: it cannot ${doing}.`, 'Stop, save or move its VMs first.'],
  CANNOT_EVACUATE_HOST: (doing, [reasons]) => [
    `Not every VM can leave the host${inBrackets(reasons)}: it cannot ${doing}.`,
    'Shut down or save those VMs first.',
  ],
  SR_FULL: noSpace,
  SR_SUSPEND_SPACE_INSUFFICIENT: noSpace,
  HA_OPERATION_WOULD_BREAK_FAILOVER_PLAN: breaksHa,
  HA_NO_PLAN: breaksHa,
  NOT_SUPPORTED_DURING_UPGRADE: (doing) => [`The pool is being upgraded: it cannot ${doing}.`, 'Finish the upgrade first.'],
  TOO_MANY_PENDING_TASKS: busy,
  TOO_BUSY: busy,
  TASK_CANCELLED: () => ['The task was cancelled.', 'See who did that in the pool’s events.'],
}

const UNSUPPORTED: Readonly<Record<string, Words>> = {
  MESSAGE_METHOD_UNKNOWN: (doing) => [`This version cannot ${doing}.`, 'Update the pool, or do it another way.'],
  MESSAGE_REMOVED: (doing) => [`This version can no longer ${doing}.`, 'Do it another way.'],
  LICENCE_RESTRICTION: (doing) => [`The pool’s licence does not allow to ${doing}.`, 'Assign a licence that has it.'],
  FEATURE_RESTRICTED: (doing) => [`The pool’s edition does not allow to ${doing}.`, 'Assign an edition that has it.'],
  HOST_POWER_ON_MODE_DISABLED: (doing) => [
    `No way to power this host on is set, so it cannot ${doing}.`,
    'Set its power-on mode (Wake-on-LAN or its BMC) in the pool, or let it start when power returns.',
  ],
}

/** Answers of a toolstack that is not (yet) at work. Nothing was begun. */
const NOT_READY: Readonly<Record<string, Words>> = {
  HOST_STILL_BOOTING: () => ['The toolstack of this host is still starting.', 'Wait some minutes.'],
  HOST_IN_EMERGENCY_MODE: () => [
    'This host has lost its pool’s master and answers nothing.',
    'Bring the master back, or name another one (xe pool-emergency-transition-to-master).',
  ],
  HOST_UNKNOWN_TO_MASTER: () => ['The pool’s master does not know this host.', 'Check the pool.'],
}

const CAUSES: Readonly<Record<string, RefusalCause>> = {
  SESSION_AUTHENTICATION_FAILED: 'credentials',
  SESSION_AUTHORIZATION_FAILED: 'privileges',
  RBAC_PERMISSION_DENIED: 'privileges',
}

/** Meaning and remedy of the codes that people meet, with the code in brackets; any other is shown as it was told. */
export const faultFailure = (fault: Fault, doing: string): DriverFailure => {
  const { code, params } = fault
  const own = <T>(table: Readonly<Record<string, T>>): T | undefined => (Object.hasOwn(table, code) ? table[code] : undefined)
  const coded = (make: typeof refused, words: Words): DriverFailure => {
    const [message, hint] = words(doing, params)
    return make(`${message} [${code}]`, hint, own(CAUSES))
  }
  const known = own(REFUSED)
  if (known !== undefined) return coded(refused, known)
  const cannot = own(UNSUPPORTED)
  if (cannot !== undefined) return coded(unsupported, cannot)
  const waiting = own(NOT_READY)
  if (waiting !== undefined) return coded(unreachable, waiting)
  const details = params.map(said).filter((param) => param !== '')
  return refused(
    `The pool refuses to ${doing} [${code}${details.length === 0 ? '' : `: ${details.join(', ')}`}].`.slice(0, 600),
    'See the tasks and events of the object in XenCenter or Xen Orchestra.',
  )
}
