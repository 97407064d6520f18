import { z } from 'zod'

/**
 * Records of the API, each with only the fields that are read here, named as the API names them. Integers travel as numbers
 * or as text. A field that makes no sense, or that a version does not have, becomes null or empty rather than costing the
 * whole inventory.
 */
const text = z
  .string()
  .nullish()
  .transform((value) => value ?? null)
  .catch(null)

const integer = z
  .union([
    z.number(),
    z
      .string()
      .regex(/^-?\d+$/)
      .transform(Number),
  ])
  .nullish()
  .transform((value) => value ?? null)
  .catch(null)

const fraction = z.number().nullish().catch(null)

const flag = z
  .boolean()
  .nullish()
  .transform((value) => value ?? null)
  .catch(null)

const NO_OBJECT = 'OpaqueRef:NULL'

/** Null where it points at nothing. */
export const referenceSchema = z
  .string()
  .nullish()
  .transform((value) => (value === undefined || value === '' || value === NO_OBJECT ? null : value))
  .catch(null)

const list = z.array(z.string()).catch([])
const pairs = z.record(z.string(), z.string()).catch({})

const SHAPES = {
  pool: z.object({
    uuid: text,
    name_label: text,
    master: referenceSchema,
    ha_enabled: flag,
    ha_configuration: pairs,
    ha_statefiles: list,
    ha_host_failures_to_tolerate: integer,
    other_config: pairs,
    cpu_info: pairs,
  }),
  host: z.object({
    uuid: text,
    name_label: text,
    enabled: flag,
    software_version: pairs,
    other_config: pairs,
    cpu_info: pairs,
    current_operations: pairs,
    metrics: referenceSchema,
    memory_overhead: integer,
    power_on_mode: text,
    address: text,
  }),
  host_metrics: z.object({ live: flag, memory_total: integer }),
  VM: z.object({
    uuid: text,
    name_label: text,
    power_state: text,
    is_a_template: flag,
    is_a_snapshot: flag,
    is_control_domain: flag,
    resident_on: referenceSchema,
    affinity: referenceSchema,
    snapshots: list,
    current_operations: pairs,
    blocked_operations: pairs,
    memory_dynamic_max: integer,
    memory_overhead: integer,
    VCPUs_at_startup: integer,
    VBDs: list,
    VIFs: list,
    VGPUs: list,
    VUSBs: list,
    attached_PCIs: list,
    PCI_bus: text,
    other_config: pairs,
    last_boot_CPU_flags: pairs,
    ha_restart_priority: text,
    tags: list,
    metrics: referenceSchema,
    guest_metrics: referenceSchema,
    HVM_boot_policy: text,
  }),
  VM_metrics: z.object({ memory_actual: integer, current_domain_type: text }),
  VM_guest_metrics: z.object({ PV_drivers_version: pairs, PV_drivers_detected: flag, other: pairs }),
  VBD: z.object({ VM: referenceSchema, VDI: referenceSchema, type: text, userdevice: text, empty: flag }),
  VDI: z.object({ SR: referenceSchema, virtual_size: integer, type: text }),
  SR: z.object({
    uuid: text,
    name_label: text,
    type: text,
    shared: flag,
    is_tools_sr: flag,
    physical_size: integer,
    physical_utilisation: integer,
  }),
  PBD: z.object({ host: referenceSchema, SR: referenceSchema, currently_attached: flag, other_config: pairs }),
  VIF: z.object({ VM: referenceSchema, network: referenceSchema, MAC: text }),
  network: z.object({ uuid: text, name_label: text }),
  PIF: z.object({ host: referenceSchema, network: referenceSchema, VLAN: integer, currently_attached: flag }),
} as const

export type ClassName = keyof typeof SHAPES
export type RecordOf<C extends ClassName> = z.infer<(typeof SHAPES)[C]>
/** Mapped by class, so that a class's name alone tells what its records are. */
export const RECORDS: { readonly [C in ClassName]: z.ZodType<RecordOf<C>> } = SHAPES
export const CLASS_NAMES = [
  'pool',
  'host',
  'host_metrics',
  'VM',
  'VM_metrics',
  'VM_guest_metrics',
  'VBD',
  'VDI',
  'SR',
  'PBD',
  'VIF',
  'network',
  'PIF',
] as const satisfies readonly ClassName[]

export const taskSchema = z.object({
  name_label: text,
  status: text,
  progress: fraction,
  error_info: list,
})

export const poolsSchema = z.record(z.string(), SHAPES.pool)
export const textSchema = z.string()
export const refSchema = z.string().min(1)
export const flagSchema = z.boolean()
export const numberSchema = z.number()
export const anySchema = z.unknown()
export const stringListsSchema = z.record(z.string(), z.array(z.string()))
export const refsSchema = z.array(z.string())

export const eventsSchema = z.object({
  token: z.string().min(1),
  valid_ref_counts: z.record(z.string(), z.coerce.number()).catch({}),
  events: z.array(
    z.object({
      class: z.string(),
      operation: z.string(),
      ref: z.string().min(1),
      snapshot: z.unknown().optional(),
    }),
  ),
})
