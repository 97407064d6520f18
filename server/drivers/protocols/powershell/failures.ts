import { type DriverFailure, refused, unknownOutcome, unreachable } from '../../ports'
import type { PowerShellError } from './answer'

/** What a driver's people must do where a script cannot work. */
export interface PowerShellAdvice {
  /** How to install the modules that its scripts use. */
  readonly modules: string
  /** What the account must be allowed. */
  readonly account: string
}

/** HRESULTs as signed 32-bit numbers. */
const ACCESS_DENIED = 0x80070005 | 0
const NO_CREDENTIALS = 0x8009030e | 0
const RPC_UNAVAILABLE = 0x800706ba | 0
const CLUSTER_NODE_DOWN = 0x800713ba | 0
const NO_SUCH_SERVICE = 0x80070424 | 0

const DENIED = ['PermissionDenied', 'SecurityError', 'AuthenticationError']

const named = (error: PowerShellError, ...names: readonly string[]): boolean =>
  names.some((name) => error.type.includes(name) || error.id.includes(name))

/** An id ends in the class of the cmdlet that failed. These only look, and in our scripts they stand before what changes something. */
const READING_CMDLET = /,[\w.]*\.(?:Get|ConnectServer|ImportModule)\w*$/

/**
 * Told apart by what no language changes: category, id, type and code. The message is only shown. Refused is only what will not
 * change by itself; whatever else befalls a reading is no "no" of the platform (D3, A9), and after an act nobody knows (A1).
 */
export const powerShellFailure = (
  host: string,
  doing: string,
  error: PowerShellError,
  advice: PowerShellAdvice,
  changes: boolean,
): DriverFailure => {
  const said = error.message.replace(/\s+/g, ' ').trim().slice(0, 600) || error.id
  if (named(error, 'CommandNotFound', 'ModuleNotFound', 'CouldNotAutoLoadModule'))
    return refused(`${host} lacks a PowerShell module that is needed to ${doing}: ${said}`, advice.modules)
  if (error.code === NO_CREDENTIALS)
    return refused(
      `${host} may not sign in to another machine for this account: ${said}`,
      'A logon by SSH key carries no network credentials. Sign in with user and password, and let the hosts delegate (Kerberos constrained delegation), or use a failover cluster.',
      'credentials',
    )
  if (error.code === ACCESS_DENIED || DENIED.includes(error.category) || named(error, 'UnauthorizedAccess'))
    return refused(`The account may not ${doing} on ${host}: ${said}`, advice.account, 'privileges')
  const isBegun = changes && error.code !== RPC_UNAVAILABLE && !READING_CMDLET.test(error.id)
  const failed = isBegun ? unknownOutcome : unreachable
  if (error.code === RPC_UNAVAILABLE || error.code === CLUSTER_NODE_DOWN)
    return failed(
      `${host} does not reach the cluster or the machine that it must ask: ${said}`,
      'Check the network between the nodes and the cluster service (Get-Service ClusSvc).',
    )
  if (error.code === NO_SUCH_SERVICE || named(error, 'ServiceNotFound'))
    return failed(`A service that is needed to ${doing} does not run on ${host}: ${said}`, advice.modules)
  return failed(`${host} was asked to ${doing} and failed: ${said}`, 'See the event log of that machine.')
}
