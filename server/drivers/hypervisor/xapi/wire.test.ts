import { describe, expect, it } from 'vitest'
import { loadClassList } from '../../../testing/xapi/class-list'
import { CLASS_NAMES, RECORDS, type ClassName } from './wire'

const classes = loadClassList()

/** A value of each type, as the wire carries it, and what must come of it. */
const sampleOf = (type: string): { sent: unknown; read: unknown } => {
  if (type.endsWith(' ref set')) return { sent: ['OpaqueRef:1'], read: ['OpaqueRef:1'] }
  if (type === 'string set') return { sent: ['a'], read: ['a'] }
  if (type.endsWith(' map')) return { sent: { a: 'b' }, read: { a: 'b' } }
  if (type.endsWith(' ref')) return { sent: 'OpaqueRef:1', read: 'OpaqueRef:1' }
  if (type === 'int') return { sent: '12', read: 12 }
  if (type === 'float') return { sent: 0.5, read: 0.5 }
  if (type === 'bool') return { sent: true, read: true }
  if (type === 'string' || type.startsWith('enum ')) return { sent: 'word', read: 'word' }
  throw new Error(`no sample for ${type}`)
}

/** What is read of an empty record is all that is read. */
const fieldsOf = (name: ClassName): string[] => Object.keys(RECORDS[name].parse({}))

describe.skipIf(classes === null)('records, against the official class list', () => {
  it('holds the whole API', () => expect(classes?.classCount).toBe(67))

  it.each(CLASS_NAMES)('%s: every field that is read exists, and is read in its type', (name) => {
    const types = fieldsOf(name).map((field) => [field, classes?.fieldType(name, field) ?? null] as const)
    expect(types.filter(([, type]) => type === null)).toEqual([])
    const samples = types.map(([field, type]) => [field, sampleOf(type ?? '')] as const)
    const sent = Object.fromEntries(samples.map(([field, { sent }]) => [field, sent]))
    expect(RECORDS[name].parse(sent)).toEqual(Object.fromEntries(samples.map(([field, { read }]) => [field, read])))
  })

  it('reads more than a few', () => expect(CLASS_NAMES.flatMap(fieldsOf).length).toBeGreaterThan(60))

  it('knows every power state of a VM and every state of a task', () => {
    expect(classes?.enumValues('vm_power_state')).toEqual(['Halted', 'Paused', 'Running', 'Suspended'])
    expect(classes?.enumValues('task_status_type')).toEqual(['pending', 'success', 'failure', 'cancelling', 'cancelled'])
    expect(classes?.enumValues('vbd_type')).toEqual(['CD', 'Disk', 'Floppy'])
  })
})

describe('records', () => {
  it('what makes no sense, or is not there, is null or empty', () => {
    const record = RECORDS.host.parse({
      uuid: 7,
      enabled: 'yes',
      memory_overhead: '1e9',
      other_config: 'none',
      metrics: 'OpaqueRef:NULL',
    })
    expect(record).toMatchObject({
      uuid: null,
      enabled: null,
      memory_overhead: null,
      other_config: {},
      metrics: null,
    })
  })

  it('what is no record is none', () => expect(RECORDS.VM.safeParse('gone').success).toBe(false))
})
