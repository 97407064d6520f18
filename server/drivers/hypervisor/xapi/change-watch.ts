import { setTimeout as pause } from 'node:timers/promises'
import { type ChangedObjects, type DriverFailure, unreachable } from '../../ports'
import { budgetOf } from './budget'
import { CallFailed } from './call-failed'
import type { Connection } from './connection'
import { RECORDS, eventsSchema, refsSchema, textSchema } from './wire'

/** Metrics change all the time and are read with the inventory. */
const WATCHED = ['VM', 'host'] as const
/** How long the pool may wait for news. Not whole: a float without a fraction travels as an integer. */
const WAIT_SECONDS = 20.001
const WAIT_DEADLINE_MS = 30_000
const SETUP_DEADLINE_MS = 10_000
/** A pool that answers at once and says nothing new is not asked in a circle. */
const QUIET_MS = 1_000

/** Follows VMs and hosts until it fails; what was there already at the beginning is no news. */
export const watchChanges = async (
  connection: Connection,
  tell: (changed: ChangedObjects | null) => void,
  signal: AbortSignal,
): Promise<DriverFailure> => {
  const doing = 'tell what changed'
  try {
    const setup = budgetOf({ deadlineMs: SETUP_DEADLINE_MS, signal })
    const [pool = ''] = await connection.call({ method: 'pool.get_all', args: [], schema: refsSchema, doing }, setup)
    let token = await connection.call({ method: 'event.inject', args: ['pool', pool], schema: textSchema, doing }, setup)
    while (!signal.aborted) {
      const args = [WATCHED, token, WAIT_SECONDS]
      const budget = budgetOf({ deadlineMs: WAIT_DEADLINE_MS, signal })
      const news = await connection.call({ method: 'event.from', args, schema: eventsSchema, doing }, budget)
      token = news.token
      const uuidsOf = (name: (typeof WATCHED)[number]): readonly (string | null)[] =>
        news.events
          .filter((event) => event.class.toLowerCase() === name.toLowerCase())
          .map(({ snapshot }) => RECORDS[name].safeParse(snapshot).data?.uuid ?? null)
      const [vms, hosts] = [uuidsOf('VM'), uuidsOf('host')]
      const known = (ids: readonly (string | null)[]): readonly string[] => [...new Set(ids.filter((id) => id !== null))]
      // Of one that is gone there is no name: everything is looked at.
      if ([...vms, ...hosts].includes(null)) tell(null)
      else if (vms.length + hosts.length > 0) tell({ vmNativeIds: known(vms), hostNativeIds: known(hosts) })
      else await pause(QUIET_MS, undefined, { signal }).catch(() => undefined)
    }
    return unreachable('Listening was ended.', '')
  } catch (error) {
    if (error instanceof CallFailed) return error.failure
    throw error
  }
}
