import { rightsUntold } from '../../protocols/lacking'
import type { ServerTold } from './questions'

/** The profiles that SCVMM documents for user roles. `DelegatedAdmin` is what its console calls Fabric Administrator. */
const LACKS: Readonly<Record<string, string | null>> = {
  Administrator: null,
  DelegatedAdmin: null,
  ReadOnlyAdmin: 'looks only: it may not shut down, save, start or move VMs, nor put hosts into maintenance',
  TenantAdmin: 'sees its own clouds only: it may not see hosts, move VMs between them, nor put them into maintenance',
  SelfServiceUser: 'sees its own VMs only: it may not see hosts, move VMs between them, nor put them into maintenance',
}

/** What the user role that SCVMM signed us in with does not allow. */
export const missingRights = ({ Profile: profile, UserRole: role }: ServerTold): readonly string[] => {
  if (profile == null || profile === '') return [rightsUntold('SCVMM named no user role.')]
  const lack = LACKS[profile]
  if (lack === undefined) return [rightsUntold(`SCVMM’s profile “${profile}” is not known here.`)]
  const named = role == null || role === '' ? profile : `${role} (${profile})`
  return lack === null ? [] : [`The user role ${named} ${lack}. It lacks what Fabric Administrator (DelegatedAdmin) has.`]
}
