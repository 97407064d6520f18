import { setTimeout as pause } from 'node:timers/promises'
import { type ChangedObjects, type CallOptions, unreachable } from '../../ports'
import { all } from '../../protocols/xml/xml'
import type { EngineClient } from './engine-client'
import { askedFrom, type EngineEvent, eventOf, type Heard, heardOf, newsSince, READ_AGAIN } from './event-index'
import { type OvirtFailure, type OvirtResult, other } from './failure'

/** The engine cannot be waited at for events; those after an index cost it one short query. */
const LOOK_EVERY_MS = 2_000
const LOOK_DEADLINE_MS = 5_000
/** More since the last look than this: everything is looked at instead. */
const MOST = 200

type Tell = (changed: ChangedObjects | null) => void

const changedBy = (events: readonly EngineEvent[]): ChangedObjects => ({
  vmNativeIds: [...new Set(events.flatMap(({ vm }) => vm ?? []))],
  hostNativeIds: [...new Set(events.flatMap(({ host }) => host ?? []))],
})

/** Tells of VMs and hosts that the engine's events name; what comes without an event is found by polling. */
export const changeWatch = (
  client: EngineClient,
  everyMs = LOOK_EVERY_MS,
): ((tell: Tell, signal: AbortSignal) => Promise<OvirtFailure>) => {
  let heard: Heard | null = null

  const read = async (query: string, options: CallOptions): Promise<OvirtResult<readonly EngineEvent[]>> => {
    const answer = await client.get(`/events?${query}`, 'events', options)
    if (answer.kind !== 'ok') return answer
    return { kind: 'ok', value: all(answer.value, 'event').flatMap((event) => eventOf(event) ?? []) }
  }

  /** The newest events, and nothing of them is news. */
  const begin = async (options: CallOptions): Promise<OvirtResult<Heard>> => {
    const events = await read(`max=${READ_AGAIN}`, options)
    return events.kind === 'ok' ? { kind: 'ok', value: heardOf(events.value) } : events
  }

  /** Null where it went well. */
  const look = async (tell: Tell, signal: AbortSignal): Promise<OvirtFailure | null> => {
    const options = { deadlineMs: LOOK_DEADLINE_MS, signal }
    if (heard !== null) {
      const from = askedFrom(heard)
      const answer = await read(`from=${from}&max=${MOST}`, options)
      if (answer.kind !== 'ok') return answer
      const events = answer.value.filter(({ index }) => index >= from)
      const news = events.length >= MOST ? 'again' : newsSince(heard, events)
      if (news !== 'again') {
        heard = heardOf(events)
        const changed = changedBy(news)
        if (changed.vmNativeIds.length + changed.hostNativeIds.length > 0) tell(changed)
        return null
      }
    }
    const begun = await begin(options)
    if (begun.kind !== 'ok') return begun
    const isAgain = heard !== null
    heard = begun.value
    if (isAgain) tell(null)
    return null
  }

  return async (tell, signal) => {
    while (!signal.aborted) {
      const failure = await look(tell, signal)
      if (failure !== null) return failure
      await pause(everyMs, undefined, { signal }).catch(() => undefined)
    }
    return other(unreachable('Listening was ended.', ''))
  }
}
