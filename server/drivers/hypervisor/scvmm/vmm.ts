import type { CallOptions, ManagerTarget } from '../../ports'
import type { PowerShellAdvice } from '../../protocols/powershell/failures'
import { PowerShellHost } from '../../protocols/powershell/power-shell-host'
import type { Parameters, Question } from '../../protocols/powershell/question'
import { windowsShell } from '../../protocols/powershell/windows-shell'
import { openSshHost } from '../../protocols/ssh/ssh-host'
import { vmmAddressOf } from './address'

const ADVICE: PowerShellAdvice = {
  modules: 'Install the VMM console on that machine: it brings the PowerShell module VirtualMachineManager.',
  account:
    'Give the account a user role of SCVMM that covers these hosts: Fabric Administrator (a Read-Only Administrator can look but not act).',
}

/** SCVMM through PowerShell on one machine. Each question signs in to SCVMM anew, which takes it some seconds. */
export class Vmm {
  readonly #host: PowerShellHost
  readonly #server: string

  /** `server`: the management server as that machine calls it. */
  constructor(host: PowerShellHost, server: string) {
    this.#host = host
    this.#server = server
  }

  ask<T>(asked: Question<T>, parameters: Parameters, options: CallOptions): Promise<T> {
    return this.#host.ask(asked, { server: this.#server, ...parameters }, options)
  }

  tell<T>(asked: Question<T>, parameters: Parameters, options: CallOptions): Promise<T> {
    return this.#host.tell(asked, { server: this.#server, ...parameters }, options)
  }

  reach(options: CallOptions): Promise<void> {
    return this.#host.ssh.reach(options)
  }

  close(): void {
    this.#host.ssh.close()
  }
}

export const openVmm = ({ address, secret }: ManagerTarget): Vmm => {
  const { host, server } = vmmAddressOf(address)
  return new Vmm(new PowerShellHost(openSshHost(host, secret, address.pins, windowsShell), ADVICE), server)
}
