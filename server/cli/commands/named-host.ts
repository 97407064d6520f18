import type { Host } from '../../domain/world'
import { ok } from '../../drivers/ports'
import type { HostByManager } from '../../engine/readiness/prove-direct'
import { docOf, docsOf } from '../../services/latest-doc'
import type { StoreReads } from '../../store/store'
import { EXIT_CODE } from '../exit-code'
import { failed, type Outcome } from '../outcome'

type Reads = Pick<StoreReads, 'latest'>

/** The host of that name, or of that id where several bear the name; else what is wrong with it. */
export const hostNamed = async (read: Reads, wanted: string): Promise<Host | Outcome> => {
  const hosts = docsOf('host', await read.latest.all('host'))
  const found = hosts.filter(({ id, name }) => id === wanted || name.toLowerCase() === wanted.toLowerCase())
  const [host, ...others] = found
  if (host === undefined) return failed(EXIT_CODE.usage, `no manager shows a host "${wanted}"`)
  if (others.length > 0)
    return failed(EXIT_CODE.usage, `several hosts are called "${wanted}": give one of ${found.map(({ id }) => id).join(', ')}`)
  return host
}

export const isOutcome = (value: object): value is Outcome => 'exitCode' in value

/** The host as the engine's last reading has it: what a proof is compared with. */
export const asLastSeen = async (read: Reads, host: Host): Promise<HostByManager> => {
  const manager = docOf('manager', await read.latest.get('manager', host.managerId))
  const vms = docsOf('vm', await read.latest.all('vm')).filter(({ hostId }) => hostId === host.id)
  const observe: HostByManager['observe'] = (nativeId) => Promise.resolve(ok(vms.find((vm) => vm.nativeId === nativeId) ?? null))
  return { host, managerName: manager?.name ?? host.managerId, vms, observe }
}
