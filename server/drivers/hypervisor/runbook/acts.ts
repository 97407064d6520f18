import { type CallOptions, type ManagerAct, refused, unsupported } from '../../ports'
import { budgetOf } from '../../protocols/call-deadline'
import { CallFailed } from '../../protocols/ssh/call-failed'
import type { Deed, Machine } from './endpoint'
import type { RunbookSite } from './site'

const DEEDS = {
  'shutdown-guest': 'stop',
  'shutdown-host': 'stop',
  'power-off': 'forceOff',
  start: 'start',
  'power-on-host': 'start',
  // A person says that the machine is to work again: that is what the run then waits for.
  'exit-maintenance': 'start',
} as const satisfies Partial<Record<ManagerAct['act'], Deed>>

const WANTED = { stop: 'off', forceOff: 'off', start: 'on' } as const satisfies Record<Deed, 'on' | 'off'>

const missing = (machine: Machine, deed: Exclude<Deed, 'stop'>): CallFailed =>
  new CallFailed(
    deed === 'start'
      ? unsupported(
          `The runbook says nothing of how to start ${machine.name}.`,
          'Give it "start", let its firmware start it when power returns, or start it by hand.',
        )
      : unsupported(`The runbook says nothing of how to force ${machine.name} off.`, 'Give it "forceOff", or end it by hand.'),
  )

const carryOut = async (site: RunbookSite, machine: Machine, deed: Deed, options: CallOptions): Promise<string | null> => {
  const budget = budgetOf(options)
  const action = machine[deed]
  if (action === null) throw missing(machine, deed === 'stop' ? 'forceOff' : deed)
  // Already so: nothing is to be done (A2). What cannot be seen just now is no reason not to act.
  const power = await site.look(machine, budget()).then(
    (look) => look.power,
    () => 'unknown' as const,
  )
  if (power === WANTED[deed]) return null
  if (deed !== 'start') await site.requireUnused(machine, deed, budget())
  return site.endpoint.carryOut(machine, deed, action, budget())
}

export const perform = async (act: ManagerAct, site: RunbookSite, options: CallOptions): Promise<string | null> => {
  const id = 'vmNativeId' in act ? act.vmNativeId : act.hostNativeId
  const machine = site.machineOf(id)
  if (machine === null) {
    await site.endpoint.reach(options)
    throw new CallFailed(refused('This machine is not in the runbook (any more).', 'Read the inventory again.'))
  }
  switch (act.act) {
    case 'save-state':
    case 'migrate':
    case 'cancel-migration':
      throw new CallFailed(
        unsupported(`${machine.name} is a machine of its own: it can be stopped and started, nothing else.`, 'Choose shutdown.'),
      )
    case 'enter-maintenance':
      throw new CallFailed(
        unsupported(
          `${machine.name} knows no maintenance mode.`,
          'Once it is off it counts as in maintenance; nothing more is needed.',
        ),
      )
    case 'reboot-host':
      throw new CallFailed(
        unsupported(`The runbook says nothing of how to reboot ${machine.name}, nor when it booted.`, 'Reboot it by hand.'),
      )
    case 'shutdown-guest':
    case 'shutdown-host':
    case 'power-off':
    case 'start':
    case 'power-on-host':
    case 'exit-maintenance':
      return carryOut(site, machine, DEEDS[act.act], options)
  }
}
