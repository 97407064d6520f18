import type { CallOptions } from '../../ports'
import { rightsUntold } from '../../protocols/lacking'
import type { PowerShellHost } from '../../protocols/powershell/power-shell-host'
import { askRights, type RightsTold } from './rights-question'
import { isHeard, type SiteReader } from './site-reader'

interface Told {
  readonly host: PowerShellHost
  readonly rights: RightsTold
}

const namesOf = (hosts: readonly Told[]): string => hosts.map(({ host }) => host.name).join(', ')

/** Null: it cannot be concluded, for whom some entry is about is not known. */
const hasFullControl = ({ rights: { access } }: Told): boolean | null => {
  if (access === null) return null
  const own = access.filter((rule) => rule.own === true)
  if (own.some((rule) => rule.Type === 'Deny')) return false
  if (own.some((rule) => rule.Type === 'Allow' && rule.Rights === 'Full')) return true
  return access.some((rule) => rule.own === null) ? null : false
}

/** What the account lacks on these hosts, in words; that it may manage Hyper-V at all is asked with every reading. */
const lackingRights = (user: string, told: readonly Told[]): readonly string[] => {
  const plain = told.filter(({ rights }) => !rights.isAdministrator)
  const nodes = told.filter(({ rights }) => rights.isNode)
  const without = nodes.filter((each) => hasFullControl(each) === false)
  const unclear = nodes.filter((each) => hasFullControl(each) === null)
  return [
    ...(plain.length === 0
      ? []
      : [
          `${user} may not shut down ${namesOf(plain)}: it is no member of Administrators there (Hyper-V Administrators suffices for VMs).`,
        ]),
    ...(without.length === 0
      ? []
      : [
          `${user} may not move or start roles, nor put nodes into maintenance: it lacks full control of the cluster (asked on ${namesOf(without)}). Grant-ClusterAccess -User ${user} -Full gives it.`,
        ]),
    ...(unclear.length === 0 ? [] : [rightsUntold(`who may control the cluster (Get-ClusterAccess on ${namesOf(unclear)}).`)]),
  ]
}

/** Asks every host; one that does not tell is named. */
export const missingRights = async (reader: SiteReader, options: CallOptions): Promise<readonly string[]> => {
  const heard = await reader.everywhere(async (host) => (await host.ask(askRights, {}, options)).rights)
  const told = heard.flatMap((one) => (isHeard(one) ? [{ host: one.host, rights: one.value }] : []))
  const silent = heard.flatMap((one) => (isHeard(one) ? [] : [rightsUntold(one.failure.message)]))
  const user = reader.hosts[0]?.ssh.user ?? 'the account'
  return [...lackingRights(user, told), ...silent]
}
