import { z } from 'zod'
import { managerAddressSchema, type ManagerKind, type ManagerSecret } from './manager'

/** How a host is reached without its manager: as what the host itself is spoken to. */
export const DIRECT_KINDS = ['vsphere', 'hyperv', 'xapi', 'proxmox'] as const satisfies readonly ManagerKind[]
export type DirectKind = (typeof DIRECT_KINDS)[number]

/**
 * By which of them hosts of such a manager are reached. Null: by none. libvirt and Hyper-V speak to each host anyway; oVirt's
 * hosts and the machines of a runbook take orders from nobody else.
 */
export const directKindFor = (manager: ManagerKind): DirectKind | null => {
  switch (manager) {
    case 'vsphere':
    case 'xapi':
    case 'proxmox':
      return manager
    case 'scvmm':
      return 'hyperv'
    case 'hyperv':
    case 'libvirt':
    case 'ovirt':
    case 'runbook':
    case 'srm':
      return null
  }
}

/** How one signs in to a host of each kind, the usual way first. */
export const DIRECT_METHODS = {
  vsphere: ['password'],
  hyperv: ['password', 'ssh-key'],
  xapi: ['password'],
  proxmox: ['api-token', 'password'],
} as const satisfies Readonly<Record<DirectKind, readonly [ManagerSecret['kind'], ...ManagerSecret['kind'][]]>>

/** Of one host; as of managers, `pins` are fingerprints that a person has accepted. */
export const directAddressSchema = z.object({
  kind: z.enum(DIRECT_KINDS),
  url: managerAddressSchema.shape.url.refine((url) => !url.includes(','), 'Give the address of this one host.'),
  pins: managerAddressSchema.shape.pins,
})
export type DirectAddress = z.infer<typeof directAddressSchema>
