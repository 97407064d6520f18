import type { StoragePaths } from '../../../domain/inventory'
import type { CallOptions } from '../../ports'
import { all, find, number, text, type XmlElement } from '../../protocols/xml/xml'
import type { EngineClient } from './engine-client'

/** Each answer has the engine ask the host itself, which takes seconds: two hosts a reading, the oldest first. */
const ASKED_PER_READING = 2
const AGAIN_MS = 5 * 60_000
/** What was read longer ago says nothing any more. */
const BELIEVED_MS = 30 * 60_000
/** The rest of a reading waits no longer for them. */
const PATIENCE_MS = 3_000

/** Working paths of every disk of a domain, the fewest of them. `volumeGroups`: the domains by their volume group. */
export const pathsIn = (storages: XmlElement, volumeGroups: ReadonlyMap<string, string>): readonly StoragePaths[] => {
  const fewest = new Map<string, number>()
  for (const unit of all(storages, 'host_storage').flatMap((each) => all(find(each, 'logical_units'), 'logical_unit'))) {
    const paths = number(unit, 'active_paths') ?? number(unit, 'paths')
    const domain = text(unit, 'storage_domain_id') ?? volumeGroups.get(text(unit, 'volume_group_id') ?? '') ?? null
    if (domain === null || paths === null || paths < 0) continue
    fewest.set(domain, Math.min(fewest.get(domain) ?? paths, paths))
  }
  return [...fewest].map(([datastoreNativeId, paths]) => ({ datastoreNativeId, paths }))
}

interface Reading {
  readonly paths: readonly StoragePaths[]
  readonly askedAtMs: number
  readonly readAtMs: number
}

/** How many paths lead from hosts to domains on iSCSI and Fibre Channel, as the engine's hosts told last. */
export class PathReader {
  readonly #client: Pick<EngineClient, 'get'>
  readonly #now: () => number
  readonly #readings = new Map<string, Reading>()

  /** `now` only goes forward. */
  constructor(client: Pick<EngineClient, 'get'>, now: () => number) {
    this.#client = client
    this.#now = now
  }

  of(hostId: string): readonly StoragePaths[] | null {
    const reading = this.#readings.get(hostId)
    const isBelieved = reading !== undefined && this.#now() - reading.readAtMs < BELIEVED_MS && reading.paths.length > 0
    return isBelieved ? reading.paths : null
  }

  /** Never fails: an inventory without paths is an inventory. `hostIds`: those that are up. */
  async refresh(hostIds: readonly string[], volumeGroups: ReadonlyMap<string, string>, budget: () => CallOptions): Promise<void> {
    const nowMs = this.#now()
    const age = (id: string): number => this.#readings.get(id)?.askedAtMs ?? Number.NEGATIVE_INFINITY
    const due = hostIds.filter((id) => nowMs - age(id) >= AGAIN_MS).sort((left, right) => age(left) - age(right) || 0)
    await Promise.all(
      due.slice(0, ASKED_PER_READING).map(async (id) => {
        const left = budget()
        const own = { ...left, deadlineMs: Math.min(left.deadlineMs / 2, PATIENCE_MS) }
        const told = await this.#client.get(`/hosts/${id}/storage?report_status=false`, 'host_storages', own)
        const before = this.#readings.get(id) ?? { paths: [], readAtMs: Number.NEGATIVE_INFINITY }
        const read = told.kind === 'ok' ? { paths: pathsIn(told.value, volumeGroups), readAtMs: this.#now() } : before
        this.#readings.set(id, { ...read, askedAtMs: nowMs })
      }),
    )
  }
}
