import type { ManagerId, VmId } from '../../domain/ids'
import { KEEP_ALIVE_MARKS, type KeepAlive, type KeepAliveMark, keepAliveMarksOf, type OwnMachine } from '../../domain/keep-alive'
import { noInput } from '../inputs'
import { docsOf } from '../latest-doc'
import { query } from '../verb'

export interface KeepAliveReport {
  /** The machine that the engine runs on; null: no engine has told. */
  readonly machine: OwnMachine | null
  /** VMs that the operation stands on, or of which people said something, by name. */
  readonly vms: readonly {
    readonly id: VmId
    readonly name: string
    readonly hostName: string | null
    readonly keepAlive: readonly KeepAlive[]
    readonly mark: KeepAliveMark | null
  }[]
  /** Managers whose own VM is in no inventory: they run elsewhere, or were not recognised. */
  readonly managersNotSeen: readonly { readonly id: ManagerId; readonly name: string }[]
}

/** What the operation stands on as far as it is recognised, and by what (D5). */
export const reportKeepAlive = query({
  name: 'vms.keepAlive',
  needs: 'view',
  input: noInput,
  async run({ read }): Promise<KeepAliveReport> {
    const [engines, vms, hosts, managers, told] = await Promise.all([
      read.latest.all('engine'),
      read.latest.all('vm'),
      read.latest.all('host'),
      read.managers.list(),
      read.settings.get(KEEP_ALIVE_MARKS),
    ])
    const marks = keepAliveMarksOf(told)
    const hostNames = new Map(docsOf('host', hosts).map(({ id, name }) => [id, name]))
    const named = docsOf('vm', vms)
      .filter(({ id, keepAlive }) => keepAlive !== undefined || marks[id] !== undefined)
      .sort((left, right) => left.name.localeCompare(right.name))
      .map(({ id, name, hostId, keepAlive = [] }) => ({
        id,
        name,
        hostName: hostId === null ? null : (hostNames.get(hostId) ?? null),
        keepAlive,
        mark: marks[id] ?? null,
      }))
    const seen = new Set(
      named.flatMap(({ keepAlive }) => keepAlive.flatMap(({ role, of }) => (role === 'manager' ? (of ?? []) : []))),
    )
    return {
      machine: docsOf('engine', engines)[0]?.machine ?? null,
      vms: named,
      managersNotSeen: managers
        .filter(({ name, address }) => address.kind !== 'runbook' && !seen.has(name))
        .map(({ id, name }) => ({ id, name })),
    }
  },
})
