import { createHash } from 'node:crypto'
import type { VmConfig } from '../world/config'

interface VmDraft {
  readonly name: string
  readonly host: string
  readonly gibibytes: number
  readonly threads: number
  readonly stopSeconds?: number
  readonly tags?: readonly string[]
  readonly vlan?: 10 | 20 | 30
  readonly localDisk?: true
  readonly localCdrom?: true
  readonly withoutAgent?: true
}

const drafts: readonly VmDraft[] = [
  { name: 'erp-01', host: 'pve-11', gibibytes: 32, threads: 8, stopSeconds: 9, tags: ['erp'], vlan: 20 },
  { name: 'erp-02', host: 'pve-11', gibibytes: 32, threads: 8, stopSeconds: 9, tags: ['erp'], vlan: 20 },
  { name: 'db-07', host: 'pve-11', gibibytes: 64, threads: 12, stopSeconds: 14, tags: ['db', 'erp'], vlan: 20 },
  { name: 'dc-01', host: 'pve-11', gibibytes: 8, threads: 4, stopSeconds: 6, tags: ['infra'], vlan: 10 },
  { name: 'batch-01', host: 'pve-11', gibibytes: 16, threads: 8, stopSeconds: 3, tags: ['batch'], vlan: 30 },
  { name: 'batch-02', host: 'pve-11', gibibytes: 16, threads: 8, stopSeconds: 4, tags: ['batch'], vlan: 30 },
  { name: 'intranet-01', host: 'pve-11', gibibytes: 8, threads: 4, tags: ['web'], vlan: 30 },
  { name: 'erp-03', host: 'pve-12', gibibytes: 16, threads: 4, stopSeconds: 8, tags: ['erp'], vlan: 20 },
  { name: 'db-08', host: 'pve-12', gibibytes: 64, threads: 12, stopSeconds: 15, tags: ['db', 'erp'], vlan: 20 },
  { name: 'mail-01', host: 'pve-12', gibibytes: 24, threads: 6, stopSeconds: 8, tags: ['mail'], vlan: 10 },
  { name: 'mail-02', host: 'pve-12', gibibytes: 24, threads: 6, stopSeconds: 8, tags: ['mail'], vlan: 10 },
  { name: 'batch-03', host: 'pve-12', gibibytes: 16, threads: 8, stopSeconds: 5, tags: ['batch'], vlan: 30 },
  { name: 'batch-04', host: 'pve-12', gibibytes: 16, threads: 8, stopSeconds: 3, tags: ['batch'], vlan: 30 },
  { name: 'wiki-01', host: 'pve-12', gibibytes: 8, threads: 4, tags: ['web'], vlan: 30 },
  { name: 'print-01', host: 'pve-12', gibibytes: 4, threads: 2, stopSeconds: 4, vlan: 30, withoutAgent: true },
  { name: 'web-01', host: 'pve-13', gibibytes: 8, threads: 4, stopSeconds: 4, tags: ['web'], vlan: 30 },
  { name: 'web-02', host: 'pve-13', gibibytes: 8, threads: 4, stopSeconds: 4, tags: ['web'], vlan: 30 },
  { name: 'web-03', host: 'pve-13', gibibytes: 8, threads: 4, stopSeconds: 4, tags: ['web'], vlan: 30 },
  { name: 'file-01', host: 'pve-13', gibibytes: 16, threads: 4, stopSeconds: 10, tags: ['file'], vlan: 10, localDisk: true },
  { name: 'batch-05', host: 'pve-13', gibibytes: 16, threads: 8, stopSeconds: 4, tags: ['batch'], vlan: 30 },
  { name: 'batch-06', host: 'pve-13', gibibytes: 16, threads: 8, stopSeconds: 6, tags: ['batch'], vlan: 30 },
  { name: 'report-01', host: 'pve-13', gibibytes: 12, threads: 4, stopSeconds: 7, tags: ['batch'], vlan: 20 },
  { name: 'dc-02', host: 'pve-21', gibibytes: 8, threads: 4, stopSeconds: 6, tags: ['infra'], vlan: 10 },
  { name: 'erp-test-01', host: 'pve-21', gibibytes: 16, threads: 4, stopSeconds: 7, tags: ['test'], vlan: 20 },
  { name: 'db-11', host: 'pve-21', gibibytes: 48, threads: 8, stopSeconds: 13, tags: ['db'], vlan: 20 },
  { name: 'proxy-01', host: 'pve-21', gibibytes: 4, threads: 2, stopSeconds: 3, tags: ['infra'], vlan: 10 },
  { name: 'monitor-01', host: 'pve-21', gibibytes: 16, threads: 4, tags: ['infra'], vlan: 10 },
  { name: 'hr-01', host: 'pve-21', gibibytes: 12, threads: 4, stopSeconds: 7, vlan: 20 },
  { name: 'crm-01', host: 'pve-22', gibibytes: 24, threads: 8, stopSeconds: 8, tags: ['crm'], vlan: 20 },
  { name: 'crm-02', host: 'pve-22', gibibytes: 24, threads: 8, stopSeconds: 8, tags: ['crm'], vlan: 20 },
  { name: 'db-12', host: 'pve-22', gibibytes: 48, threads: 8, stopSeconds: 13, tags: ['db', 'crm'], vlan: 20 },
  { name: 'vpn-01', host: 'pve-22', gibibytes: 4, threads: 2, stopSeconds: 3, tags: ['infra'], vlan: 10 },
  { name: 'dns-01', host: 'pve-22', gibibytes: 2, threads: 2, stopSeconds: 2, tags: ['infra'], vlan: 10 },
  { name: 'dms-01', host: 'pve-23', gibibytes: 24, threads: 6, stopSeconds: 9, vlan: 20 },
  { name: 'dms-02', host: 'pve-23', gibibytes: 24, threads: 6, stopSeconds: 9, vlan: 20 },
  { name: 'chat-01', host: 'pve-23', gibibytes: 12, threads: 4, vlan: 30 },
  { name: 'voice-01', host: 'pve-23', gibibytes: 8, threads: 4, stopSeconds: 5, vlan: 10 },
  { name: 'license-01', host: 'pve-23', gibibytes: 2, threads: 2, stopSeconds: 3, vlan: 10, withoutAgent: true },
  { name: 'ci-runner-01', host: 'pve-31', gibibytes: 16, threads: 8, stopSeconds: 3, tags: ['batch', 'ci'], vlan: 30 },
  { name: 'ci-runner-02', host: 'pve-31', gibibytes: 16, threads: 8, stopSeconds: 3, tags: ['batch', 'ci'], vlan: 30 },
  { name: 'git-01', host: 'pve-31', gibibytes: 16, threads: 4, stopSeconds: 8, tags: ['ci'], vlan: 30 },
  { name: 'registry-01', host: 'pve-31', gibibytes: 8, threads: 4, stopSeconds: 6, tags: ['ci'], vlan: 30 },
  { name: 'backup-01', host: 'pve-31', gibibytes: 16, threads: 4, stopSeconds: 11, tags: ['infra'], vlan: 10 },
  { name: 'ci-runner-03', host: 'pve-32', gibibytes: 16, threads: 8, stopSeconds: 3, tags: ['batch', 'ci'], vlan: 30 },
  { name: 'ci-runner-04', host: 'pve-32', gibibytes: 16, threads: 8, stopSeconds: 3, tags: ['batch', 'ci'], vlan: 30 },
  { name: 'lab-win-01', host: 'pve-32', gibibytes: 8, threads: 4, stopSeconds: 9, tags: ['lab'], vlan: 30, localCdrom: true },
  { name: 'lab-k8s-01', host: 'pve-32', gibibytes: 16, threads: 6, stopSeconds: 6, tags: ['lab'], vlan: 30 },
  { name: 'artifact-01', host: 'pve-32', gibibytes: 8, threads: 4, stopSeconds: 5, tags: ['ci'], vlan: 30 },
]

const FIRST_VMID = 101
const hex = (name: string): string => createHash('sha256').update(`simulated guest ${name}`).digest('hex')

/** Always the same for the same name, as the world must be deterministic. */
const uuidOf = (name: string): string => {
  const digits = hex(name)
  return [
    digits.slice(0, 8),
    digits.slice(8, 12),
    `4${digits.slice(13, 16)}`,
    `8${digits.slice(17, 20)}`,
    digits.slice(20, 32),
  ].join('-')
}

const macOf = (name: string): string =>
  ['BC', '24', '11', ...(hex(name).slice(32, 38).toUpperCase().match(/../g) ?? [])].join(':')

const vmOf = (draft: VmDraft, index: number): VmConfig => ({
  vmid: FIRST_VMID + index,
  name: draft.name,
  uuid: uuidOf(draft.name),
  hostName: draft.host,
  memoryMiB: draft.gibibytes * 1_024,
  cpuThreads: draft.threads,
  watts: 4 + draft.threads * 4,
  stopSeconds: draft.stopSeconds ?? 5,
  startSeconds: 2 + Math.min(4, draft.gibibytes / 16),
  agentSeconds: draft.withoutAgent ? null : 4 + Math.min(8, draft.gibibytes / 8),
  dirtyMiBPerSecond: draft.threads * 40,
  tags: draft.tags ?? [],
  disk: draft.localDisk ? 'local' : 'shared',
  hasLocalCdrom: draft.localCdrom ?? false,
  diskGibibytes: draft.gibibytes * 4,
  bridge: `vmbr${draft.vlan ?? 30}`,
  mac: macOf(draft.name),
  startsWithHost: false,
  runsAtStart: true,
})

export const demoVms: readonly VmConfig[] = drafts.map(vmOf)
