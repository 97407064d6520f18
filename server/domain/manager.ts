import { z } from 'zod'
import { runbookSchema, whyRunbookUnfit } from './runbook'

export const MANAGER_KINDS = ['vsphere', 'libvirt', 'proxmox', 'ovirt', 'xapi', 'hyperv', 'scvmm', 'runbook', 'srm'] as const
export const managerKindSchema = z.enum(MANAGER_KINDS)
export type ManagerKind = z.infer<typeof managerKindSchema>

/**
 * Where a manager is found. `url`: https://vcenter.example for vsphere, proxmox and ovirt;
 * https://srm,https://vr for srm (the second, where replicas are read, may be left out); ssh://host1,host2 for libvirt
 * and hyperv (one manager may hold several hosts), ssh://vmm for scvmm; ssh://host or https://webhook for a runbook. `pins`: accepted SHA-256 fingerprints, of the TLS certificate
 * ("AA:BB:…") or of SSH host keys ("host SHA256:…"); empty: verified by CA only.
 */
export const managerAddressSchema = z
  .object({
    kind: managerKindSchema,
    url: z.string().trim().min(1).max(1000),
    pins: z.array(z.string()).default([]),
    /** Of the kind `runbook`, and of no other. */
    runbook: runbookSchema.optional(),
  })
  .superRefine(({ kind, url, runbook }, context) => {
    const why =
      kind === 'runbook'
        ? runbook === undefined
          ? 'a runbook needs its machines'
          : whyRunbookUnfit(url, runbook)
        : runbook === undefined
          ? null
          : 'only a runbook has machines of its own'
    if (why !== null) context.addIssue({ code: 'custom', path: ['runbook'], message: why })
  })
export type ManagerAddress = z.infer<typeof managerAddressSchema>

export const managerSecretSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('password'), user: z.string().min(1), password: z.string() }),
  z.object({ kind: z.literal('api-token'), tokenId: z.string().min(1), token: z.string().min(1) }),
  z.object({
    kind: z.literal('ssh-key'),
    user: z.string().min(1),
    privateKey: z.string().min(1),
    passphrase: z.string().default(''),
  }),
  /** What a webhook is sent as "Authorization: Bearer …". */
  z.object({ kind: z.literal('bearer'), token: z.string().min(1) }),
  /** What requests to a webhook are signed with; it is never sent. */
  z.object({ kind: z.literal('hmac'), key: z.string().min(16) }),
])
export type ManagerSecret = z.infer<typeof managerSecretSchema>

export interface ManagerIdentity {
  readonly kind: ManagerKind
  readonly product: string
  readonly version: string | null
  /** The manager's own UUID, where it has one: tells one installation from another. */
  readonly instanceUuid: string | null
  /** What will not work with this address and this sign-in, and what would help; in words. Absent: nothing that is known. */
  readonly notes?: readonly string[]
  /** It is a host that speaks for itself. Absent: a manager of hosts, or a platform that has no other than its hosts. */
  readonly isHost?: true
}

/**
 * Whether a running VM can be moved together with those of its disks that the target does not reach. `no`: why not, in words.
 * `same-name`: each disk only to a datastore that is called as the one where it lies.
 */
export type StorageMove =
  | {
      readonly to: 'any-datastore' | 'same-name'
      /** A file as large as the VM's memory is kept beside its disks while it runs. */
      readonly writesSwap?: true
      /** The disks that were copied stay where they were. */
      readonly leavesSource?: true
      /** Moves of highly available VMs are queued by the platform, which then chooses the storage itself. */
      readonly exceptHighlyAvailable?: true
    }
  | { readonly no: string }

/** What a platform can do, and how much at once, as its documentation says (A7). */
export interface ManagerCapabilities {
  readonly shutdownGuest: boolean
  /**
   * It asks a guest by its power button, which one that is still booting does not hear, and pressing it again does no harm. Absent: by
   * something in the guest, or in a way that may not be repeated.
   */
  readonly shutdownPressesButton?: true
  readonly saveState: boolean
  readonly liveMigration: boolean
  readonly hostMaintenance: boolean
  readonly hostShutdown: boolean
  readonly hostPowerOn: boolean
  /** It reboots a host, and tells when that has booted, also in maintenance: only so a reboot is verified. Absent: it does not. */
  readonly hostReboot?: boolean
  /** Live migrations at once per host (source or target). */
  readonly migrationsPerHost: number
  /** Power operations (start, stop, save) at once per host and for the whole manager. */
  readonly powerOpsPerHost: number
  readonly callsPerManager: number
  /** True on failover clusters, which move only their highly available VMs live; the others are saved (S0-04). */
  readonly migratesOnlyHighlyAvailable?: boolean
  /** One of its hosts (pool master, storage pool manager) is refused its shutdown while others are up. Absent: no host is. */
  readonly coordinatorGoesLast?: true
  /** Absent: it cannot. */
  readonly movesStorage?: StorageMove
  /** How long one call may take without anything being wrong. Absent: no longer than the caller thinks. */
  readonly answersWithinMs?: number
}
