import { type DriverFailure, refused, unknownOutcome, unreachable } from '../../ports'
import { find, text } from '../../protocols/xml/xml'
import { parseXml } from '../../protocols/xml/xml-parser'

/** Why a call failed, beyond what the port tells: `gone` is no error for an observation, `trouble` is the engine's own. */
export type OvirtFailure = DriverFailure & { readonly why: 'gone' | 'permission' | 'signed-out' | 'trouble' | 'other' }
export type OvirtResult<T> = { readonly kind: 'ok'; readonly value: T } | OvirtFailure

export const because = (why: OvirtFailure['why'], failure: DriverFailure): OvirtFailure => ({ ...failure, why })
export const other = (failure: DriverFailure): OvirtFailure => because('other', failure)

/** What it told was still being read when the call was cancelled, or its time was over. */
export const notReadInTime = (): OvirtFailure =>
  other(unreachable('There was no time left to read what the engine told.', 'Ask again.'))

/**
 * What kept an act from being asked for at all. Only what stays so may pass for its refusal, upon which a plan goes on to something
 * harsher (D3); everything else may be over in a moment, and the act is tried again.
 */
export const notAsked = (failure: OvirtFailure): OvirtFailure =>
  failure.kind === 'refused' && (failure.why === 'trouble' || failure.why === 'other')
    ? { ...failure, kind: 'unreachable' }
    : failure

/** What was asked for, for messages; a read needs no permit of its own. */
export interface Purpose {
  /** In words that follow "cannot" and "asked to". */
  readonly doing: string
  /** The permit that a role needs for it, by the engine's own name. */
  readonly permit: string
  readonly changes: boolean
}

/** The engine's words in a `<fault>` or in the one inside an `<action>`: "[Cannot stop VM. VM is not running.]" without brackets. */
export const faultText = (body: string): string | null => {
  const root = parseXml(body)
  const fault = root?.name === 'fault' ? root : find(root, 'fault')
  const said = text(fault, 'detail') ?? text(fault, 'reason')
  return said === null ? null : said.replace(/^\[|\]$/g, '').trim()
}

/** The engine translates its messages by the language that is asked for; these are matched in English. */
const HINTS: readonly (readonly [RegExp, string])[] = [
  [
    /locked|during (snapshot|a? ?backup)|in preview/i,
    'A snapshot, backup or copy holds it: wait for that task, or end it in oVirt.',
  ],
  [/being migrated|migration is in progress|during migration/i, 'Wait for the migration, or cancel it.'],
  [
    /no available host|did not satisfy|no host.*(run|migrate)|filtered out/i,
    'The scheduler holds that host unsuitable for the reason given: choose another host, or free what it lacks.',
  ],
  [
    /non.?migratable|pinned|not migratable/i,
    'Its migration settings forbid the move: change them in oVirt, or shut it down or save it.',
  ],
  [
    /power management|fence|proxy/i,
    'Check the power management of the host in oVirt, and that another host of its data center is up.',
  ],
  [/hosted engine/i, 'Move the VM of the engine to another host first, or leave that host for last.'],
  [/storage pool manager|\bspm\b/i, 'Let another host become storage pool manager first, or wait for the storage tasks.'],
  [/not running|is down|is not up|status/i, 'Look at it in oVirt: it is in another state than was expected.'],
]
const SEE_EVENTS = 'See the events of this object in the administration portal of oVirt.'

const hintFor = (said: string): string => HINTS.find(([pattern]) => pattern.test(said))?.[1] ?? SEE_EVENTS

const withoutStop = (said: string): string => said.replace(/[.\s]+$/, '')

const notPermitted = (server: string, said: string | null, { doing, permit }: Purpose): OvirtFailure =>
  because(
    'permission',
    refused(
      `${server} does not permit this account to ${doing}${said === null ? '' : `: ${withoutStop(said)}`}.`,
      `Give it a role of the type "Admin" that holds the permit ${permit}, on the whole system.`,
      'privileges',
    ),
  )

export const credentialsRefused = (server: string, said: string): OvirtFailure =>
  because(
    'signed-out',
    refused(
      `${server} does not accept this user name and password: ${withoutStop(said)}.`,
      'Check both. The user is written with its profile, e.g. monitor@internal, or monitor@ovirt@internalsso since 4.5 with Keycloak.',
      'credentials',
    ),
  )

export const notOvirt = (server: string, status: number): OvirtFailure =>
  other(
    refused(
      `${server} does not answer like an oVirt engine (HTTP status ${status}).`,
      'Check address and port: https://engine.example, under the name that the engine was set up with.',
    ),
  )

/** A change was answered, but not in words we know: it may have been made. */
export const unreadable = (server: string, { changes, doing }: Purpose, detail: string): OvirtFailure =>
  other(
    changes
      ? unknownOutcome(
          `${server} was asked to ${doing}, but its answer is not understood (${detail}).`,
          'Only its state tells whether that happened: it is observed again.',
        )
      : refused(
          `The answer of ${server} is not understood (${detail}).`,
          'If it stays so, check the version of the engine: 4.2 and later are known.',
        ),
  )

/** The engine lost its host while it carried the act out, so the act may have happened. */
const LOST_ON_THE_WAY = /network error|time(d )?out|communication with the host/i

export const statusFailure = (server: string, status: number, body: string, purpose: Purpose): OvirtFailure => {
  const said = faultText(body)
  const words = withoutStop(said ?? `HTTP status ${status}`)
  if (status === 401) return credentialsRefused(server, said ?? 'it ended the session')
  if (status === 403 || /not authorized|insufficient permissions/i.test(words)) return notPermitted(server, said, purpose)
  if (status === 404 && (said !== null || body.trim() === ''))
    return because(
      'gone',
      refused(`${server} does not know it${said === null ? '' : `: ${words}`}.`, 'Read the inventory again.'),
    )
  if (status === 503)
    return other(
      unreachable(
        `${server} is there, but its engine is not ready (HTTP status 503).`,
        'It is starting, or stopped for maintenance: see the service ovirt-engine on that machine.',
      ),
    )
  if (status >= 500) {
    const message = `${server} failed to ${purpose.doing}: ${words}.`
    return because('trouble', purpose.changes ? unknownOutcome(message, SEE_EVENTS) : refused(message, SEE_EVENTS))
  }
  // Something before the engine answered: the act did not get there.
  if (said === null) return purpose.changes ? notAsked(notOvirt(server, status)) : notOvirt(server, status)
  const message = `${server} refuses to ${purpose.doing}: ${words}.`
  return other(
    purpose.changes && LOST_ON_THE_WAY.test(words) ? unknownOutcome(message, SEE_EVENTS) : refused(message, hintFor(words)),
  )
}
