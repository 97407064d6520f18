import { refused, refusedByStranger, unknownOutcome, unreachable, unsupported, type DriverFailure } from '../../ports'
import type { Fault } from './soap'
import { text } from '../../protocols/xml/xml'

/** How a call ends badly inside this driver; turned into a result at its edge (driver.ts). */
export class CallFailed extends Error {
  constructor(
    readonly failure: DriverFailure,
    /** What the manager said, where it was the manager that failed the call. */
    readonly fault: Fault | null = null,
  ) {
    super(failure.message)
  }
}

const said = (fault: Fault): string => (fault.message === '' ? fault.type : `${fault.type}: ${fault.message}`)

const POWER_WORDS: Readonly<Record<string, string>> = { poweredOn: 'on', poweredOff: 'off', suspended: 'suspended' }

/** Meaning and remedy of the faults that people meet; any other is shown as the manager put it. */
export const failureOf = (fault: Fault, doing: string): DriverFailure => {
  switch (fault.type) {
    case 'InvalidLogin':
      return refused(
        'The manager does not accept this user name and password.',
        'Check both. A vCenter user is written with its domain: name@vsphere.local. After several failures vCenter locks the account for some minutes.',
        'credentials',
      )
    case 'NoPermission': {
      const privilege = text(fault.detail, 'privilegeId')
      return refused(
        `The account may not ${doing}${privilege === null ? '' : `: it lacks the privilege ${privilege}`}.`,
        'In vSphere, give the account a role with this privilege, on the object or above it with propagation.',
        'privileges',
      )
    }
    case 'ToolsUnavailable':
      return refused(
        'VMware Tools is not running in this VM, so its guest cannot be asked to shut down.',
        'Install or start VMware Tools (open-vm-tools), or plan save state or power off for this VM.',
      )
    case 'InvalidPowerState': {
      const existing = text(fault.detail, 'existingState') ?? ''
      return refused(
        `The VM is ${POWER_WORDS[existing] ?? 'in another state'}: it cannot ${doing}.`,
        'Look at the VM in vSphere.',
      )
    }
    case 'TaskInProgress':
      return refused(
        `Another task holds this object, so it cannot ${doing} now.`,
        'Try again when the task has ended, or cancel it.',
      )
    case 'RestrictedVersion':
      return refused(
        `The licence of this ESX does not allow programs to ${doing}.`,
        'The free ESXi licence makes the API read-only: assign a paid licence.',
      )
    case 'HostNotConnected':
    case 'HostNotReachable':
      return refused(
        `The manager has lost the host: it cannot ${doing}.`,
        'Check the host and its management network in vSphere.',
      )
    case 'ManagedObjectNotFound':
      return refused(`The manager does not know this object any more: cannot ${doing}.`, 'Read the inventory again.')
    case 'MethodNotFound':
    case 'NotImplemented':
    case 'NotSupported':
      return unsupported(
        `This manager cannot ${doing} (${said(fault)}).`,
        'Check the version and edition, or do it through the vCenter.',
      )
    case 'MethodDisabled':
      return refused(
        `vSphere has disabled this for the object, so it cannot ${doing}.`,
        'A backup or a solution holds it: see its tasks.',
      )
    default:
      return refused(
        `The manager refuses to ${doing} (${said(fault)}).`,
        'See the task list and events of the object in vSphere.',
      )
  }
}

/** What it told was still being read when the call was cancelled, or its time was over. */
export const notReadInTime = (): CallFailed =>
  new CallFailed(unreachable('There was no time left to read what the manager told.', 'It is asked again.'))

/** Lockdown mode takes all permissions on the host away, so that name and password are right and yet let nobody in (SessionManager.Login). */
export const shutOutOfHost = (): CallFailed =>
  new CallFailed(
    refused(
      'The host knows this account, but it has no permission on the host: lockdown mode is on, or it was never given a role there.',
      'In vCenter under Configure > Security Profile > Lockdown Mode add it to the “Exception Users”, and give it a role on the host itself (before lockdown mode is switched on).',
      'lockdown',
    ),
  )

export const notVsphere = (host: string): CallFailed =>
  new CallFailed(
    refusedByStranger(
      `${host} answers, but not as a vCenter or ESX host.`,
      'Check address and port: usually https://vcenter.example without a path, port 443.',
    ),
  )

/** 503: the request got no further than the proxy. 502 and 504: it may have. */
export const notReady = (host: string, status: number, changes: boolean): CallFailed => {
  const message = `${host} is there, but its services are not ready (HTTP ${status}).`
  const hint =
    'A vCenter needs some minutes after its start. If it stays so, see its services in the management interface (port 5480).'
  return new CallFailed(changes && status !== 503 ? unknownOutcome(message, hint) : unreachable(message, hint))
}

/** Sent, and what came back says nothing about whether it was done. */
export const outcomeUnclear = (host: string, doing: string): CallFailed =>
  new CallFailed(
    unknownOutcome(
      `${host} was asked to ${doing}, but its answer makes no sense.`,
      'Whether it happened shows only in the state of the object: it is observed again.',
    ),
  )
