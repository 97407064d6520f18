import { PowerShellHost } from '../../../server/drivers/protocols/powershell/power-shell-host'
import { unreachable } from '../../../server/drivers/ports'
import { CallFailed } from '../../../server/drivers/protocols/ssh/call-failed'
import type { SshHost } from '../../../server/drivers/protocols/ssh/ssh-host'
import type { Asked } from './behaviour'
import { hypervAnswer } from './hyperv-machine'
import type { HypervWorld } from './worlds'

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
  const ssh: SshHost = {
    address: { name: address, host: address, port: 22 },
    user: 'someone',
    run: async (text) => {
      requireOn()
      const { script, parameters } = JSON.parse(text) as { script: string; parameters: Record<string, unknown> }
      const name = /^# Ridethrough: (.*)$/m.exec(script)?.[1] ?? ''
      onAsked({ machine, signedInBy: 'password', name, parameters })
      const told = await hypervAnswer(world(), machine, name, parameters)
      requireOn()
      const stdout = `ridethrough:${Buffer.from(JSON.stringify({ told })).toString('base64')}:end`
      return { code: 0, stdout, stderr: '' }
    },
    reach: async () => Promise.resolve(requireOn()),
    close: () => {},
  }
  return new PowerShellHost(ssh, { modules: 'install', account: 'allow' })
}
