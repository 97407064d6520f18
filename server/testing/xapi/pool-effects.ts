import { z } from 'zod'
import { NO_OBJECT, type Fields, type PoolRecords } from './pool-records'

export interface Work {
  readonly verb: string
  readonly args: readonly string[]
}

const mapSchema = z.record(z.string(), z.string())

interface Editable {
  readonly records: PoolRecords
  readonly change: (className: string, ref: string, fields: Fields) => void
}

export const texts = (args: readonly unknown[]): string[] =>
  args.map((arg) => (typeof arg === 'string' ? arg : JSON.stringify(arg)))

const place = ({ records, change }: Editable, vm: string, host: string): void => {
  change('VM', vm, { resident_on: host })
  for (const [ref, record] of Object.entries(records.host ?? {})) {
    const others = (Array.isArray(record.resident_VMs) ? texts(record.resident_VMs) : []).filter((other) => other !== vm)
    change('host', ref, { resident_VMs: ref === host ? [...others, vm] : others })
  }
}

const poolOf = (records: PoolRecords): string => Object.keys(records.pool ?? {})[0] ?? NO_OBJECT

/** What a task does once it ends well. */
export const carryOut = (pool: Editable, { verb, args }: Work): void => {
  const { records, change } = pool
  const [subject = '', other = ''] = args
  const [master = NO_OBJECT] = Object.values(records.pool ?? {}).map((pool) => String(pool.master))
  switch (verb) {
    case 'VM.clean_shutdown':
    case 'VM.hard_shutdown':
    case 'VM.suspend':
      change('VM', subject, { power_state: verb === 'VM.suspend' ? 'Suspended' : 'Halted' })
      return place(pool, subject, NO_OBJECT)
    case 'VM.unpause':
      return change('VM', subject, { power_state: 'Running' })
    case 'VM.start':
    case 'VM.resume':
    case 'VM.start_on':
    case 'VM.resume_on':
      change('VM', subject, { power_state: 'Running' })
      return place(pool, subject, verb.endsWith('_on') ? other : master)
    case 'VM.pool_migrate':
      return place(pool, subject, other)
    case 'host.shutdown':
    case 'host.power_on':
      change('host_metrics', String(records.host?.[subject]?.metrics), { live: verb === 'host.power_on' })
      return
    // Away and back between two looks: a new boot, after which older pools take the host into service by themselves.
    case 'host.reboot': {
      const config = mapSchema.parse(records.host?.[subject]?.other_config)
      const boot = `${Number.parseFloat(config.boot_time ?? '') + 600}.`
      return change('host', subject, { enabled: true, other_config: { ...config, boot_time: boot } })
    }
    case 'pool.disable_ha':
      return change('pool', poolOf(records), { ha_enabled: false, ha_statefiles: [] })
    case 'pool.enable_ha': {
      const disk = Object.keys(records.VDI ?? {}).find((vdi) => subject.includes(String(records.VDI?.[vdi]?.SR))) ?? NO_OBJECT
      return change('pool', poolOf(records), { ha_enabled: true, ha_statefiles: [disk], ha_host_failures_to_tolerate: '0' })
    }
    case 'host.evacuate':
      for (const [vm, record] of Object.entries(records.VM ?? {}))
        if (record.resident_on === subject && record.is_control_domain !== true)
          place(pool, vm, Object.keys(records.host ?? {}).find((host) => host !== subject) ?? NO_OBJECT)
      return
    default:
      throw new Error(`nothing is known of ${verb}`)
  }
}
