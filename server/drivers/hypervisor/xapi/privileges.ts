import type { Budget } from './budget'
import { CallFailed } from './call-failed'
import type { Connection } from './connection'
import { flagSchema, refsSchema } from './wire'

/** What an account needs for each thing that plans do, as the pool calls it. */
const NEEDED = {
  'shut guests down': ['vm.clean_shutdown'],
  'power VMs off': ['vm.hard_shutdown'],
  'save VMs': ['vm.suspend'],
  'start VMs on a chosen host': ['vm.start_on', 'vm.resume_on', 'vm.unpause'],
  'move VMs': ['vm.pool_migrate'],
  'put hosts into maintenance and back': [
    'host.disable',
    'host.evacuate',
    'host.enable',
    'host.add_to_other_config',
    'host.remove_from_other_config',
  ],
  'shut hosts down': ['host.shutdown'],
  'power hosts on': ['host.power_on'],
  'cancel moves': ['task.cancel'],
  'set the automatic start of VMs aside and put it back': ['vm.add_to_other_config', 'vm.remove_from_other_config'],
  'set high availability aside and put it back': ['pool.disable_ha', 'pool.enable_ha', 'pool.set_ha_host_failures_to_tolerate'],
} as const satisfies Readonly<Record<string, readonly string[]>>

/** What this account will not be allowed to do, in words; nothing where the pool does not tell. */
export const missingPrivileges = async (connection: Connection, budget: Budget): Promise<readonly string[]> => {
  const doing = 'tell what the account may do'
  try {
    const session = await connection.sessionReference(budget)
    const isSuperuser = { method: 'session.get_is_local_superuser', args: [session], schema: flagSchema, doing }
    if (await connection.call(isSuperuser, budget)) return []
    const permissions = { method: 'session.get_rbac_permissions', args: [session], schema: refsSchema, doing }
    const held = new Set((await connection.call(permissions, budget)).map((permission) => permission.toLowerCase()))
    if (held.size === 0) return []
    return Object.entries(NEEDED).flatMap(([what, needed]) => {
      const missing = needed.filter((permission) => !held.has(permission))
      return missing.length === 0
        ? []
        : [`The account may not ${what}: it lacks ${missing.join(', ')}. The role pool-operator has it.`]
    })
  } catch (error) {
    // To be told who one is must not decide whether one is let in.
    if (error instanceof CallFailed && error.failure.kind !== 'unreachable') return []
    throw error
  }
}
