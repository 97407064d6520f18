import { z } from 'zod'
import { DANGER_KINDS, DANGER_SECONDS, HEAT_CELSIUS, type DangerKind } from './danger'
import { hostIdSchema, stageIdSchema, vmIdSchema } from './ids'

const dangerSeconds = z.number().int().min(DANGER_SECONDS.min).max(DANGER_SECONDS.max)

export const triggerSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('seconds-on-battery'), seconds: z.number().int().min(0).max(86_400) }),
  z.object({ kind: z.literal('runtime-at-most'), seconds: z.number().int().min(0).max(86_400) }),
  z.object({ kind: z.literal('charge-at-most'), percent: z.number().min(0).max(100) }),
  z.object({ kind: z.literal('low-battery') }),
  z.object({
    kind: z.literal('temperature-at-least'),
    celsius: z.number().int().min(HEAT_CELSIUS.min).max(HEAT_CELSIUS.max),
    seconds: dangerSeconds.default(60),
  }),
  z.object({ kind: z.literal('overload'), seconds: dangerSeconds.default(30) }),
  z.object({ kind: z.literal('battery-fault'), seconds: dangerSeconds.default(60) }),
  z.object({ kind: z.literal('manual') }),
])
export type Trigger = z.infer<typeof triggerSchema>
export type TriggerKind = Trigger['kind']
export type DangerTrigger = Extract<Trigger, { kind: DangerKind }>

/** On mains as well as on battery, where the other triggers hold in an outage only (P8). */
export const isDangerTrigger = (trigger: Trigger): trigger is DangerTrigger => DANGER_KINDS.some((kind) => kind === trigger.kind)

/** What happens to a VM. `keep`: it stays on until its host goes. */
export const VM_ACTIONS = ['shutdown', 'save-state', 'migrate', 'power-off', 'keep'] as const
export const vmActionSchema = z.enum(VM_ACTIONS)
export type VmAction = z.infer<typeof vmActionSchema>

/** What follows when an action fails or passes its limit. `leave`: it is left as it is and named in the run. */
export const VM_FALLBACKS = ['shutdown', 'save-state', 'power-off', 'leave'] as const
export const vmFallbackSchema = z.enum(VM_FALLBACKS)
export type VmFallback = z.infer<typeof vmFallbackSchema>

/** What is done first with a VM that an outage cannot move: its guest is asked before it is forced, and nothing is left on a host that goes (D3). */
export const insteadOfMove = (fallback: VmFallback): 'shutdown' | 'save-state' =>
  fallback === 'save-state' ? 'save-state' : 'shutdown'

const limitSeconds = z.number().int().min(5).max(14_400)

export const placementSchema = z.object({
  vmId: vmIdSchema,
  /** The name when it was placed: what is shown when the VM is gone. */
  vmName: z.string(),
  action: vmActionSchema.default('shutdown'),
  limitSeconds: limitSeconds.default(180),
  fallback: vmFallbackSchema.default('power-off'),
  /** For `migrate`: this host, else the best one. */
  targetHostId: hostIdSchema.nullable().default(null),
  /** VMs of this plan that must have ended before this one begins. */
  after: z.array(vmIdSchema).default([]),
})
export type Placement = z.infer<typeof placementSchema>

export const stageSchema = z.object({
  id: stageIdSchema,
  name: z.string().trim().min(1).max(80),
  /** Any of them fires the stage. */
  triggers: z.array(triggerSchema).min(1),
  placements: z.array(placementSchema),
})
export type Stage = z.infer<typeof stageSchema> & {
  /** Only its own triggers fire it, no later stage does: what a policy for long outages becomes. Of no plan as it is stored. */
  alone?: true
}

/**
 * How the VMs of a stage that an outage fires are stopped. `at-once`: as soon as limits and order let them. `by-value`: as long as the
 * battery lasts, the more important ones later; until the next stage fires, at most.
 */
export const SHEDDING_WAYS = ['at-once', 'by-value'] as const

/**
 * Where VMs may be moved in an outage. `mains`: to hosts on live mains alone. `battery-with-room`: where none of these takes them, also
 * to hosts of another power group that is on battery, while its own plan has room for all that may come (D4).
 */
export const MOVE_TARGETS = ['mains', 'battery-with-room'] as const

const longSeconds = z.number().int().min(60).max(86_400)

/** Beyond set times on battery another policy than that of the stages: first the less important VMs end, then everything does. */
export const longOutageSchema = z.object({
  /** Null: nothing of its own. */
  shedAfterSeconds: longSeconds.nullable().default(null),
  /** VMs of this tier and of less important ones end then, in whatever stage they are. */
  shedTier: z.union([z.literal(1), z.literal(2), z.literal(3)]).default(3),
  /** All stages that an outage fires have fired by then, and the hosts are called where they are shut down. Null: not by time. */
  endAfterSeconds: longSeconds.nullable().default(null),
})

export const planContentSchema = z.object({
  /** Battery runtime that must be left when everything has ended. */
  reserveSeconds: z.number().int().min(0).max(14_400).default(120),
  stages: z.array(stageSchema),
  /** For VMs on affected hosts that no stage names (D7): with the last stage, so treated. */
  unplaced: z
    .object({ action: vmActionSchema, limitSeconds, fallback: vmFallbackSchema })
    .default({ action: 'shutdown', limitSeconds: 180, fallback: 'power-off' }),
  /** Hosts of the group, each once it is empty and one of the triggers holds. */
  hosts: z
    .object({ action: z.enum(['shutdown', 'keep']), triggers: z.array(triggerSchema).min(1), limitSeconds })
    .default({ action: 'keep', triggers: [{ kind: 'low-battery' }], limitSeconds: 600 }),
  shedding: z.enum(SHEDDING_WAYS).default('at-once'),
  /** A battery with room is not offered yet: what was stored or is sent with it is read as `mains`. */
  moveTo: z
    .enum(MOVE_TARGETS)
    .refine((target): boolean => target === 'mains')
    .catch('mains')
    .default('mains'),
  longOutage: longOutageSchema.default({ shedAfterSeconds: null, shedTier: 3, endAfterSeconds: null }),
  recovery: z
    .object({
      /** Recovery begins when mains are back and every battery of the group is charged at least so far (R2). */
      minChargePercent: z.number().min(0).max(100),
      /** Mains must have been steady for so long first. */
      steadySeconds: z.number().int().min(0).max(3_600),
      startVms: z.boolean(),
      moveHome: z.boolean(),
      startLimitSeconds: limitSeconds,
    })
    .default({ minChargePercent: 60, steadySeconds: 30, startVms: true, moveHome: true, startLimitSeconds: 300 }),
})
export type PlanContent = Omit<z.infer<typeof planContentSchema>, 'stages'> & {
  stages: Stage[]
  /** Its policy for long outages stands in its stages and triggers already. Of no plan as it is stored. */
  acting?: true
}

/** `dry-run`: decides and journals, touches nothing (A10). */
export const PLAN_MODES = ['unarmed', 'dry-run', 'armed'] as const
export const planModeSchema = z.enum(PLAN_MODES)
export type PlanMode = z.infer<typeof planModeSchema>

/** What ends the hosts; nothing does where they stay on. */
export const hostTriggers = ({ hosts }: PlanContent): readonly Trigger[] => (hosts.action === 'shutdown' ? hosts.triggers : [])

export const dangerTriggers = (content: PlanContent): readonly DangerTrigger[] =>
  [...content.stages.flatMap(({ triggers }) => triggers), ...hostTriggers(content)].filter(isDangerTrigger)
