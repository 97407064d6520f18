import type { VmAction, VmFallback } from '../../domain/plan'
import type { DescribedPlan, NamedPlacement } from '../description'

interface Treatment {
  readonly limitSeconds?: number
  readonly fallback?: VmFallback
  readonly after?: readonly string[]
}

const place =
  (action: VmAction, fallback: VmFallback, limitSeconds: number) =>
  (vmName: string, treatment: Treatment = {}): NamedPlacement => ({
    vmName,
    action,
    fallback: treatment.fallback ?? fallback,
    limitSeconds: treatment.limitSeconds ?? limitSeconds,
    targetHostName: null,
    after: treatment.after ?? [],
  })

const shutdown = place('shutdown', 'power-off', 120)
const save = place('save-state', 'power-off', 120)
const migrate = place('migrate', 'shutdown', 150)

const recovery = { minChargePercent: 85, steadySeconds: 10, startVms: true, moveHome: true, startLimitSeconds: 60 }
const unplaced = { action: 'shutdown', limitSeconds: 120, fallback: 'power-off' } as const

const row1: DescribedPlan = {
  name: 'Row 1',
  groupName: 'Row 1',
  content: {
    reserveSeconds: 60,
    stages: [
      {
        id: 'row1-batch',
        name: 'Batch work',
        triggers: [
          { kind: 'seconds-on-battery', seconds: 10 },
          { kind: 'temperature-at-least', celsius: 40, seconds: 10 },
        ],
        placements: ['batch-01', 'batch-02', 'batch-03', 'batch-04', 'batch-05', 'batch-06', 'report-01'].map((name) =>
          shutdown(name),
        ),
      },
      {
        id: 'row1-critical',
        name: 'Critical to Row 2, rest saved',
        triggers: [{ kind: 'seconds-on-battery', seconds: 40 }],
        placements: [
          ...['db-07', 'db-08', 'erp-01', 'erp-02', 'erp-03', 'dc-01'].map((name) => migrate(name)),
          ...['wiki-01', 'intranet-01', 'web-03'].map((name) => save(name)),
          shutdown('print-01'),
        ],
      },
      {
        id: 'row1-rest',
        name: 'Everything else',
        triggers: [
          { kind: 'seconds-on-battery', seconds: 110 },
          { kind: 'runtime-at-most', seconds: 240 },
          { kind: 'low-battery' },
        ],
        placements: [
          shutdown('web-01'),
          shutdown('web-02'),
          shutdown('mail-02'),
          shutdown('mail-01', { after: ['mail-02'] }),
          shutdown('file-01', { after: ['web-01', 'web-02'] }),
        ],
      },
    ],
    unplaced,
    hosts: {
      action: 'shutdown',
      triggers: [{ kind: 'seconds-on-battery', seconds: 140 }, { kind: 'low-battery' }],
      limitSeconds: 60,
    },
    recovery,
  },
}

const row2: DescribedPlan = {
  name: 'Row 2',
  groupName: 'Row 2',
  content: {
    reserveSeconds: 60,
    stages: [
      {
        id: 'row2-tests',
        name: 'Test systems',
        triggers: [{ kind: 'seconds-on-battery', seconds: 30 }],
        placements: [shutdown('erp-test-01'), save('chat-01'), save('hr-01')],
      },
      {
        id: 'row2-applications',
        name: 'Applications, then databases',
        triggers: [{ kind: 'runtime-at-most', seconds: 600 }, { kind: 'low-battery' }],
        placements: [
          shutdown('crm-01'),
          shutdown('crm-02'),
          shutdown('dms-01'),
          shutdown('dms-02'),
          shutdown('db-12', { after: ['crm-01', 'crm-02'] }),
          shutdown('db-11'),
          shutdown('voice-01'),
        ],
      },
      {
        id: 'row2-infrastructure',
        name: 'Infrastructure',
        triggers: [{ kind: 'runtime-at-most', seconds: 360 }, { kind: 'low-battery' }],
        placements: ['license-01', 'monitor-01', 'proxy-01', 'vpn-01', 'dns-01', 'dc-02'].map((name) => shutdown(name)),
      },
    ],
    unplaced,
    hosts: { action: 'keep', triggers: [{ kind: 'low-battery' }], limitSeconds: 60 },
    recovery,
  },
}

const lab: DescribedPlan = {
  name: 'Storage/Lab',
  groupName: 'Storage/Lab',
  content: {
    reserveSeconds: 60,
    stages: [
      {
        id: 'lab-runners',
        name: 'CI runners',
        triggers: [{ kind: 'seconds-on-battery', seconds: 20 }],
        placements: ['ci-runner-01', 'ci-runner-02', 'ci-runner-03', 'ci-runner-04'].map((name) => shutdown(name)),
      },
      {
        id: 'lab-rest',
        name: 'Everything else',
        triggers: [{ kind: 'runtime-at-most', seconds: 360 }, { kind: 'low-battery' }],
        placements: ['lab-win-01', 'lab-k8s-01', 'artifact-01', 'registry-01', 'git-01', 'backup-01'].map((name) =>
          shutdown(name),
        ),
      },
    ],
    unplaced,
    hosts: { action: 'keep', triggers: [{ kind: 'low-battery' }], limitSeconds: 60 },
    recovery,
  },
}

export const demoPlans: readonly DescribedPlan[] = [row1, row2, lab]
