import { type DriverFailure, refused, refusedByStranger, unknownOutcome, unreachable, unsupported } from '../../ports'

/** Why a call failed, beyond what the port tells: `gone` is no error for an observation. */
export type PveFailure = DriverFailure & { readonly why: 'gone' | 'node-unreachable' | 'permission' | 'other' }
export type PveResult<T> = { readonly kind: 'ok'; readonly value: T } | PveFailure

export const because = (why: PveFailure['why'], failure: DriverFailure): PveFailure => ({ ...failure, why })
export const other = (failure: DriverFailure): PveFailure => because('other', failure)

/** What it told was still being read when the call was cancelled, or its time was over. */
export const notReadInTime = (): PveFailure =>
  other(unreachable('There was no time left to read what Proxmox VE told.', 'Ask again.'))

const hintFor = (reason: string): string => {
  if (/no quorum/i.test(reason)) return 'More than half of the cluster’s nodes must be up before it accepts changes.'
  if (/can't lock file|got timeout/i.test(reason)) return 'Another task holds this guest; wait for it or stop it in Proxmox VE.'
  if (/is locked/i.test(reason)) return 'A backup, snapshot or migration holds this guest; wait for it or unlock it (qm unlock).'
  if (/already running|not running/i.test(reason)) return 'It is in that state already; look at it again.'
  return 'See the task log and the system log of the node in Proxmox VE.'
}

/** What an HTTP status of the API means. `reason` is the server's own message (it stands in the reason phrase). */
export const statusFailure = (server: string, status: number, reason: string, changes: boolean): PveFailure => {
  const said = reason === '' ? `HTTP status ${status}` : reason
  if (status === 401)
    return because(
      'permission',
      refused(
        `${server} did not accept the credentials: ${said}.`,
        'Check user (name@realm, e.g. monitor@pve), password or API token, and that the account is enabled and not expired.',
        'credentials',
      ),
    )
  if (status === 403)
    return because(
      'permission',
      refused(
        `${server} does not permit this: ${said}.`,
        'Give the account a role with VM.Audit, VM.PowerMgmt, VM.Migrate, Sys.Audit and Sys.PowerMgmt on /. A token with privilege separation needs them too.',
        'privileges',
      ),
    )
  if (status === 501) return other(unsupported(`${server} does not know this call: ${said}.`, 'It needs a newer Proxmox VE.'))
  // 595: the node that was asked could not connect to the node concerned. 596 and up: it broke later on.
  if (status === 595)
    return because(
      'node-unreachable',
      unreachable(
        `${server} cannot reach the node concerned: ${said}.`,
        'Check that this node is up and in the cluster network.',
      ),
    )
  if ((status >= 596 && status <= 599) || (status >= 502 && status <= 504)) {
    const message = `${server} lost the node concerned during the call: ${said}.`
    const hint = 'Check that this node is up and in the cluster network.'
    return because('node-unreachable', changes ? unknownOutcome(message, hint) : unreachable(message, hint))
  }
  if (/does not exist|no such (vm|ct|task|node)|hostname lookup .* failed|unable to parse worker upid/i.test(reason))
    return because('gone', refused(`${server} does not know it: ${said}.`, 'It was removed or moved; refresh the inventory.'))
  if (status >= 300 && status < 400)
    return other(
      refused(`${server} redirects elsewhere.`, 'Give the address of the Proxmox VE node itself, usually with port 8006.'),
    )
  return other(refused(`${server} refused: ${said}.`, hintFor(reason)))
}

export const notProxmox = (server: string, status: number): PveFailure =>
  other(
    refusedByStranger(
      `${server} does not answer like Proxmox VE (HTTP status ${status}, no JSON).`,
      'Check address and port: the API is on port 8006 of a node, not behind a web portal.',
    ),
  )

/** A change was answered, but not in words we know: it may have been made. */
export const unreadableAnswer = (server: string, changes: boolean, detail: string): PveFailure => {
  const message = `${server} answered something that is not understood${detail === '' ? '' : ` (${detail})`}.`
  const hint = 'Check the version of Proxmox VE; 7 to 9 are known.'
  return other(changes ? unknownOutcome(message, hint) : refusedByStranger(message, hint))
}
