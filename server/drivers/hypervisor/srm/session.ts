import type { RecoveryFacts, RecoveryVerb, Replication } from '../../../domain/recovery'
import { type CallOptions, type ManagerSession, type ManagerTarget, refused, type TaskState, unsupported } from '../../ports'
import { budgetOf } from '../../protocols/call-deadline'
import { openHttps } from '../../protocols/https/https-client'
import { CallFailed, resultOf } from '../../protocols/ssh/call-failed'
import { planFacts, planParts, replicationFacts } from './mapping'
import { RestClient } from './rest-client'
import { infoSchema, type Pairing, pairingSchema, planSchema, replicationSchema, taskSchema } from './wire'

/** Replicas change by the minute; reading thousands of them at every refresh would help nobody. */
const REPLICATIONS_EVERY_MS = 60_000
const REMOTE_MS = 5_000

/** What each verb asks for. What is left to the platform (skipped sites, moves between vCenters) is left out. */
const REQUESTS: Readonly<Record<RecoveryVerb, { readonly action: string; readonly body: object; readonly doing: string }>> = {
  test: { action: 'test', body: { sync_data: true }, doing: 'test the plan' },
  cleanup: { action: 'cleanup', body: { forced: false }, doing: 'clean up after the test' },
  'planned-migration': {
    action: 'recovery',
    body: { planned_failover: true, sync_data: true },
    doing: 'run the planned migration',
  },
  recovery: { action: 'recovery', body: { planned_failover: false, sync_data: true }, doing: 'run the recovery' },
  reprotect: { action: 'reprotect', body: { forced: false }, doing: 'reprotect' },
  cancel: { action: 'cancel', body: {}, doing: 'cancel the plan' },
}

/** `https://srm[,https://vr]` */
export const appliancesOf = (url: string): { readonly srm: string; readonly vr: string | null } => {
  const [srm = '', vr = null, ...more] = url.split(',').map((part) => part.trim())
  if (srm !== '' && vr !== '' && more.length === 0) return { srm, vr }
  throw new CallFailed(
    refused('The address is not usable.', 'Write it like https://srm.example,https://vr.example; the second may be left out.'),
  )
}

const open = ({ address, secret }: ManagerTarget) => {
  const { srm, vr } = appliancesOf(address.url)
  const client = (url: string, gateway: 'srm' | 'vr') =>
    new RestClient(openHttps({ url, defaultPort: 443, pins: address.pins, connections: 3 }), gateway, secret)
  return { srm: client(srm, 'srm'), vr: vr === null ? null : client(vr, 'vr') }
}

const pairingsOf = (client: RestClient, options: CallOptions): Promise<readonly Pairing[]> =>
  client.list('/pairings', pairingSchema, options)

const plansOf = async (client: RestClient, options: CallOptions): Promise<RecoveryFacts['plans']> => {
  const budget = budgetOf(options)
  const pairings = await pairingsOf(client, budget())
  const lists = await Promise.all(
    pairings.map(async ({ pairing_id: id }) => {
      const plans = await client.list(`/pairings/${encodeURIComponent(id)}/recovery-management/plans`, planSchema, budget())
      return plans.map((plan) => planFacts(id, plan))
    }),
  )
  return lists.flat()
}

const replicationsOf = async (client: RestClient, options: CallOptions): Promise<readonly Replication[]> => {
  const budget = budgetOf(options)
  const pairings = await pairingsOf(client, budget())
  const lists = await Promise.all(
    pairings.map(({ pairing_id: id }) =>
      client.list(`/pairings/${encodeURIComponent(id)}/replications?extended_info=true`, replicationSchema, budget()),
    ),
  )
  return lists.flat().map(replicationFacts)
}

/** The reference shows words for tasks that wait and run; of others only an error of their own is believed. */
const taskState = (task: {
  readonly status?: string | null
  readonly progress?: number | null
  readonly error?: object | null
}) => {
  const { status, progress } = task
  if (status === 'RUNNING' || status === 'QUEUED') return { state: 'running', progressPercent: progress ?? null } as const
  return { state: 'gone' } as const
}

/** A fault of the address or the credentials shows at the first call: opening does nothing. */
export const openSession = (target: ManagerTarget): ManagerSession => {
  let opened: ReturnType<typeof open> | null = null
  let known: { readonly list: readonly Replication[]; readonly atMs: number } | null = null
  const clients = () => (opened ??= open(target))

  const replications = async (options: CallOptions): Promise<readonly Replication[] | null> => {
    const { vr } = clients()
    if (vr === null) return null
    if (known === null || performance.now() - known.atMs >= REPLICATIONS_EVERY_MS)
      known = { list: await replicationsOf(vr, options), atMs: performance.now() }
    return known.list
  }

  /** This platform has neither hosts nor VMs of its own; that it is there, and lets us in, is still told. */
  const nothing = async <T>(value: T, options: CallOptions): Promise<T> => {
    await clients().srm.signIn(options)
    return value
  }

  const planAt = (nativeId: string): string => {
    const parts = planParts(nativeId)
    if (parts === null) throw new CallFailed(refused('This is no recovery plan of it.', 'Read its plans again.'))
    return `/pairings/${encodeURIComponent(parts.pairingId)}/recovery-management/plans/${encodeURIComponent(parts.planId)}`
  }

  return {
    recovery: {
      plan: (id, options) =>
        resultOf(async () => {
          const plan = await clients().srm.get(planAt(id), planSchema, options)
          return plan === null ? null : planFacts(planParts(id)?.pairingId ?? '', plan)
        }),
      run: ({ verb, planNativeId }, options) =>
        resultOf(async () => {
          const { srm } = clients()
          const budget = budgetOf(options)
          const path = planAt(planNativeId)
          await srm.signIn(budget())
          await srm.reachRemote(planParts(planNativeId)?.pairingId ?? '', {
            ...budget(),
            deadlineMs: Math.min(REMOTE_MS, budget().deadlineMs / 2),
          })
          const { action, body, doing } = REQUESTS[verb]
          const { id } = await srm.post(`${path}/actions/${action}`, body, taskSchema, doing, budget())
          return { task: id }
        }),
    },
    identify: (options) =>
      resultOf(async () => {
        const { srm, vr } = clients()
        const budget = budgetOf(options)
        await srm.signIn(budget())
        const info = await srm.get('/server/info', infoSchema, budget()).catch(() => null)
        await vr?.signIn(budget())
        return {
          kind: 'srm' as const,
          product: 'VMware Site Recovery Manager',
          version: info?.version ?? null,
          instanceUuid: null,
          notes: [
            ...(vr === null ? ['Replicas and their age are not read: no address of vSphere Replication was given.'] : []),
            'Its API does not tell what an account may do. To test, run and reprotect plans it needs the role “Site Recovery Manager Recovery Administrator” (Recovery Plan: Test, Recovery, Reprotect) on both sites; without it these acts are refused.',
            'Made from the API reference alone; it has not met a real appliance yet.',
          ],
        }
      }),
    inventory: (options) =>
      resultOf(async () => {
        const budget = budgetOf(options)
        const plans = await plansOf(clients().srm, budget())
        const recovery = { plans, replications: await replications(budget()) }
        return { clusters: [], hosts: [], vms: [], datastores: [], networks: [], recovery }
      }),
    observeVm: (_id, options) => resultOf(() => nothing(null, options)),
    observeHost: (_id, options) => resultOf(() => nothing(null, options)),
    act: (_act, options) =>
      resultOf(async () => {
        await nothing(null, options)
        throw new CallFailed(
          unsupported('Site Recovery Manager has no VMs and hosts of its own.', 'Use the manager that they belong to.'),
        )
      }),
    task: (id, options) =>
      resultOf(async (): Promise<TaskState> => {
        const task = await clients().srm.get(`/tasks/${encodeURIComponent(id)}`, taskSchema, options)
        if (task === null) return { state: 'gone' }
        const failed = task.error?.message
        return failed == null ? taskState(task) : { state: 'failed', message: failed }
      }),
    close: async () => {
      await opened?.srm.close()
      await opened?.vr?.close()
    },
  }
}
