import type { Inventory } from '../../../server/domain/inventory'
import { RECOVERY_VERBS } from '../../../server/domain/recovery'
import type { DriverResult, ManagerSession } from '../../../server/drivers/ports'
import { autostartId } from '../../../server/drivers/protocols/autostart'
import type { Random } from '../random'
import type { Shape } from './judge'

/** Patient: a busy machine is not what is tried. */
export const CALL = { deadlineMs: 20_000 }

/** What one object is known to be; null: that is not known. */
export type States = ReadonlyMap<string, string | null>

export interface Look {
  readonly what: Shape
  readonly result: DriverResult<unknown>
  /** What the answer says of each object that it tells of. */
  readonly states: States
}

export interface Order {
  /** Whom it is meant for. */
  readonly id: string
  readonly result: DriverResult<unknown>
}

/** What a manager's objects are: how they are looked at, and what they can be told. */
export interface Objects {
  statesIn(inventory: Inventory): States
  /** `known`: as the undamaged inventory has it. */
  look(session: ManagerSession, known: Inventory, random: Random): Promise<Look>
  order(session: ManagerSession, known: Inventory, random: Random): Promise<Order>
}

const nothing: States = new Map()

const lookAtAll = async (session: ManagerSession, objects: Objects): Promise<Look> => {
  const result = await session.inventory(CALL)
  return { what: 'inventory', result, states: result.kind === 'ok' ? objects.statesIn(result.value) : nothing }
}

const introduce = async (session: ManagerSession): Promise<Look> => ({
  what: 'identity',
  result: await session.identify(CALL),
  states: nothing,
})

const stateOf = <T>(result: DriverResult<T | null>, state: (value: T) => readonly [string, string | null]): States =>
  result.kind === 'ok' && result.value !== null ? new Map([state(result.value)]) : nothing

const ofVm = ({ nativeId, power }: { readonly nativeId: string; readonly power: string }) =>
  [nativeId, power === 'unknown' ? null : power] as const

export const virtualMachines: Objects = {
  statesIn: ({ vms }) => new Map(vms.map(ofVm)),
  look: async (session, { vms, hosts }, random) => {
    switch (random.pick(['inventory', 'inventory', 'vm', 'host', 'autostart', 'identity'] as const)) {
      case 'inventory':
        return lookAtAll(session, virtualMachines)
      case 'vm': {
        const result = await session.observeVm(random.pick(vms).nativeId, CALL)
        return { what: 'vm', result, states: stateOf(result, ofVm) }
      }
      case 'host':
        return { what: 'host', result: await session.observeHost(random.pick(hosts).nativeId, CALL), states: nothing }
      case 'autostart': {
        const host = random.pick(hosts).nativeId
        if (session.observeSafeguard === undefined) return introduce(session)
        return { what: 'safeguard', result: await session.observeSafeguard(autostartId(host), CALL), states: nothing }
      }
      case 'identity':
        return introduce(session)
    }
  },
  order: async (session, { vms }, random) => {
    const vmNativeId = random.pick(vms).nativeId
    const act = random.pick(['shutdown-guest', 'power-off', 'save-state'] as const)
    return { id: vmNativeId, result: await session.act({ act, vmNativeId }, CALL) }
  },
}

const ofPlan = ({ nativeId, state }: { readonly nativeId: string; readonly state: string }) =>
  [nativeId, state === 'other' ? null : state] as const

const recoveryOf = (session: ManagerSession) => {
  if (session.recovery === undefined) throw new Error('this manager knows no recovery plans')
  return session.recovery
}

export const recoveryPlans: Objects = {
  statesIn: ({ recovery }) => new Map((recovery?.plans ?? []).map(ofPlan)),
  look: async (session, { recovery }, random) => {
    switch (random.pick(['inventory', 'inventory', 'plan', 'identity'] as const)) {
      case 'inventory':
        return lookAtAll(session, recoveryPlans)
      case 'plan': {
        const result = await recoveryOf(session).plan(random.pick(recovery?.plans ?? []).nativeId, CALL)
        return { what: 'plan', result, states: stateOf(result, ofPlan) }
      }
      case 'identity':
        return introduce(session)
    }
  },
  order: async (session, { recovery }, random) => {
    const planNativeId = random.pick(recovery?.plans ?? []).nativeId
    const verb = random.pick(RECOVERY_VERBS)
    return { id: planNativeId, result: await recoveryOf(session).run({ verb, planNativeId }, CALL) }
  },
}
