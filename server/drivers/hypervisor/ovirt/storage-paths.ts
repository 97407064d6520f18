import type { StoragePaths } from '../../../domain/inventory'
import { all, amount, find, text, type XmlElement } from '../../protocols/xml/xml'
import type { EngineClient } from './engine-client'

/** Each answer has the engine ask the host itself, which looks through its disks for it: one host at a time, and rarely. */
const AGAIN_MS = 60 * 60_000
/** What was read longer ago says nothing any more. */
const BELIEVED_MS = 3 * AGAIN_MS
const PATIENCE_MS = 30_000

/** Working paths of every disk of a domain, the fewest of them. `volumeGroups`: the domains by their volume group. */
export const pathsIn = (storages: XmlElement, volumeGroups: ReadonlyMap<string, string>): readonly StoragePaths[] => {
  const fewest = new Map<string, number>()
  for (const unit of all(storages, 'host_storage').flatMap((each) => all(find(each, 'logical_units'), 'logical_unit'))) {
    const paths = amount(unit, 'active_paths') ?? amount(unit, 'paths')
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
  #isAsking = false

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

  /**
   * Asks the host that was asked longest ago, unless an answer is still waited for: no inventory waits for it, the next one has it.
   * Never fails. `hostIds`: those that are up.
   */
  async refresh(hostIds: readonly string[], volumeGroups: ReadonlyMap<string, string>, signal?: AbortSignal): Promise<void> {
    const nowMs = this.#now()
    const age = (id: string): number => this.#readings.get(id)?.askedAtMs ?? Number.NEGATIVE_INFINITY
    const [id] = hostIds.filter((each) => nowMs - age(each) >= AGAIN_MS).sort((left, right) => age(left) - age(right) || 0)
    if (id === undefined || this.#isAsking) return
    this.#isAsking = true
    try {
      const options = { deadlineMs: PATIENCE_MS, ...(signal === undefined ? {} : { signal }) }
      const told = await this.#client.get(`/hosts/${id}/storage?report_status=false`, 'host_storages', options)
      const before = this.#readings.get(id) ?? { paths: [], readAtMs: Number.NEGATIVE_INFINITY }
      const read = told.kind === 'ok' ? { paths: pathsIn(told.value, volumeGroups), readAtMs: this.#now() } : before
      this.#readings.set(id, { ...read, askedAtMs: nowMs })
    } finally {
      this.#isAsking = false
    }
  }
}
