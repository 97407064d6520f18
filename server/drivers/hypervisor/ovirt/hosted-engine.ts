import type { CallOptions } from '../../ports'
import { all, find, flag } from '../../protocols/xml/xml'
import type { EngineClient } from './engine-client'
import type { OvirtResult } from './failure'
import { idOf } from './references'
import { systemKindOf } from './vm-facts'
import { type VmLine, vmLine } from './vm-record'

/** The installer gives it this name, and the engine keeps it. */
const SEARCH = `/vms?search=${encodeURIComponent('name=HostedEngine')}&max=10`

/** The VM that the engine itself runs in; none where it has a machine of its own. */
export const hostedEngineVms = async (client: EngineClient, options: CallOptions): Promise<OvirtResult<readonly VmLine[]>> => {
  const found = await client.get(SEARCH, 'vms', options)
  if (found.kind !== 'ok') return found
  const lines = all(found.value, 'vm').flatMap((vm) => vmLine(vm) ?? [])
  return { kind: 'ok', value: lines.filter((line) => systemKindOf(line) !== null) }
}

const AGAIN_MS = 60_000
const PATIENCE_MS = 5_000

export const GLOBAL_MAINTENANCE =
  'The hosted engine is in global maintenance: nothing starts the engine again where its host fails, nor after an outage. When that work is done: hosted-engine --set-maintenance --mode=none.'

/**
 * Hosts that say that the hosted engine is in global maintenance. It is told only with everything else of a host, so it is asked
 * rarely; to be told it decides nothing else. It is never set here: after an outage nothing but a person at a host could end it.
 */
export const globalMaintenance = (client: EngineClient, now: () => number = () => performance.now()) => {
  let told: ReadonlySet<string> = new Set()
  let askedAtMs = Number.NEGATIVE_INFINITY
  return async (options: CallOptions): Promise<ReadonlySet<string>> => {
    if (now() - askedAtMs < AGAIN_MS) return told
    askedAtMs = now()
    const own = { ...options, deadlineMs: Math.min(options.deadlineMs, PATIENCE_MS) }
    const hosts = await client.get('/hosts?all_content=true', 'hosts', own)
    if (hosts.kind !== 'ok') return told
    const inIt = all(hosts.value, 'host').filter((host) => flag(find(host, 'hosted_engine'), 'global_maintenance') === true)
    told = new Set(inIt.flatMap((host) => idOf(host) ?? []))
    return told
  }
}
