import type { ManagerSession, ManagerTarget } from '../../ports'
import type { PowerShellAdvice } from '../../protocols/powershell/failures'
import { PowerShellHost } from '../../protocols/powershell/power-shell-host'
import { windowsShell } from '../../protocols/powershell/windows-shell'
import { resultOf } from '../../protocols/ssh/call-failed'
import { openSshHost } from '../../protocols/ssh/ssh-host'
import { perform } from './acts'
import { hostsOf } from './address'
import { observeAutostart, setAutostart } from './autostart'
import { watchChanges } from './change-watch'
import { identify } from './identity'
import { itself } from './itself'
import { SiteReader } from './site-reader'
import { isGuid } from './task-id'
import { taskState } from './tasks'

const ADVICE: PowerShellAdvice = {
  modules:
    'On that machine: Install-WindowsFeature Hyper-V-PowerShell, and on nodes of a cluster RSAT-Clustering-PowerShell; the services vmms and (on nodes) ClusSvc must run.',
  account:
    'Make the account a member of Administrators of that machine, or of Hyper-V Administrators where no host is to be shut down; on a cluster also give it full control of the cluster (Grant-ClusterAccess).',
}

/** A fault of the address or the credentials shows at the first call: opening does nothing. */
const prepare = ({ address, secret }: ManagerTarget): SiteReader =>
  new SiteReader(
    hostsOf(address).map((host) => new PowerShellHost(openSshHost(host, secret, address.pins, windowsShell), ADVICE)),
    secret.kind === 'password',
  )

export const openSession = (target: ManagerTarget): ManagerSession => {
  let opened: SiteReader | null = null
  const reader = () => (opened ??= prepare(target))

  return {
    identify: (options) => resultOf(async () => identify(reader(), options, target.isDirect ?? false)),
    itself: (options) => resultOf(async () => itself(reader(), options)),
    inventory: (options) => resultOf(async () => reader().inventory(options)),
    observeVm: (id, options) => resultOf(async () => (isGuid(id) ? reader().vm(id.toLowerCase(), options) : null)),
    observeHost: (id, options) => resultOf(async () => reader().host(id, options)),
    act: (act, options) => resultOf(async () => ({ task: await perform(act, reader(), options) })),
    task: (id, options) => resultOf(async () => taskState(reader(), id, options)),
    observeSafeguard: (id, options) => resultOf(async () => observeAutostart(reader(), id, options)),
    setSafeguard: (order, options) =>
      resultOf(async () => {
        await setAutostart(reader(), order, options)
        return { task: null }
      }),
    watchChanges: async (tell, signal) => {
      const listened = await resultOf(() => watchChanges(reader().hosts, tell, signal))
      return listened.kind === 'ok' ? listened.value : listened
    },
    close: async () => {
      for (const host of opened?.hosts ?? []) host.ssh.close()
    },
  }
}
