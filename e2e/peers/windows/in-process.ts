import { PowerShellHost } from '../../../server/drivers/protocols/powershell/power-shell-host'
import { unreachable } from '../../../server/drivers/ports'
import { CallFailed } from '../../../server/drivers/protocols/ssh/call-failed'
import type { Asked } from './behaviour'
import { hypervAnswer } from './hyperv-machine'
import { scvmmAnswer } from './scvmm-machine'
import type { HypervWorld, ScvmmWorld } from './worlds'

type Answer = (name: string, parameters: Readonly<Record<string, unknown>>) => unknown

const machineAt = (address: string, requireOn: () => void, answer: Answer): PowerShellHost =>
  new PowerShellHost(
    {
      address: { name: address, host: address, port: 22 },
      user: 'someone',
      run: async (text) => {
        requireOn()
        const { script, parameters } = JSON.parse(text) as { script: string; parameters: Record<string, unknown> }
        const told = await answer(/^# Ridethrough: (.*)$/m.exec(script)?.[1] ?? '', parameters)
        requireOn()
        const stdout = `ridethrough:${Buffer.from(JSON.stringify({ told })).toString('base64')}:end`
        return { code: 0, stdout, stderr: '' }
      },
      reach: async () => Promise.resolve(requireOn()),
      close: () => {},
    },
    { modules: 'install', account: 'allow' },
  )

/** A machine without SSH between. It answers nothing while its host in the world is `isOff`. */
export const hypervMachine = (
  machine: string,
  address: string,
  world: () => HypervWorld,
  onAsked: (asked: Asked) => void = () => {},
): PowerShellHost => {
  const requireOn = (): void => {
    if (world().hosts[machine]?.isOff === true) throw new CallFailed(unreachable(`${address} is silent.`, 'Switch it on.'))
  }
  return machineAt(address, requireOn, (name, parameters) => {
    onAsked({ machine, signedInBy: 'password', name, parameters })
    return hypervAnswer(world(), machine, name, parameters)
  })
}

/** The machine with SCVMM’s console, without SSH between. `onAsked`: the name of each question, before its answer. */
export const scvmmMachine = (
  world: ScvmmWorld,
  onAsked: (name: string, parameters: Readonly<Record<string, unknown>>) => void = () => {},
): PowerShellHost =>
  machineAt(
    'vmm',
    () => {},
    (name, parameters) => {
      onAsked(name, parameters)
      return scvmmAnswer(world, name, parameters)
    },
  )
