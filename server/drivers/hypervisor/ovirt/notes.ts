import type { CallOptions } from '../../ports'
import { all, text } from '../../protocols/xml/xml'
import type { EngineClient } from './engine-client'
import { hostedEngineVms } from './hosted-engine'
import type { OvirtResult } from './failure'
import { hasPowerManagement } from './power-management'

const NAMED = 8

const listed = (names: readonly string[]): string =>
  names.length <= NAMED ? names.join(', ') : `${names.slice(0, NAMED).join(', ')} and ${names.length - NAMED} more`

/** What this engine, asked with this account, will not do when it is needed. */
export const notesOn = async (client: EngineClient, budget: () => CallOptions): Promise<OvirtResult<readonly string[]>> => {
  const [hosts, engineVms] = await Promise.all([client.get('/hosts', 'hosts', budget()), hostedEngineVms(client, budget())])
  if (hosts.kind !== 'ok') return hosts.why === 'permission' ? { kind: 'ok', value: [hosts.message, hosts.hint] } : hosts
  const members = all(hosts.value, 'host')
  const without = members.filter((host) => !hasPowerManagement(host)).map((host) => text(host, 'name') ?? '?')
  const engineVm = engineVms.kind === 'ok' ? engineVms.value[0] : undefined
  const notes = [
    members.length > 0
      ? null
      : 'The engine shows this account no host: give it a role of the type "Admin" on the whole system, or add hosts there.',
    without.length === 0
      ? null
      : `Without power management, oVirt cannot switch on: ${listed(without)}. Set it up there, or have their BMCs do it.`,
    engineVm === undefined
      ? null
      : `The engine runs in ${engineVm.name}, a VM on the hosts that it manages: that VM and its host come last, and first when power is back.`,
  ]
  return { kind: 'ok', value: notes.filter((note) => note !== null) }
}
