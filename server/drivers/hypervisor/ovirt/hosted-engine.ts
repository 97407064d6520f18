import type { CallOptions } from '../../ports'
import { all } from '../../protocols/xml/xml'
import type { EngineClient } from './engine-client'
import type { OvirtResult } from './failure'
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
