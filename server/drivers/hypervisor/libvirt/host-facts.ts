import type { HostFacts } from '../../../domain/inventory'
import { unseenHost } from '../../protocols/ssh/unseen-host'
import type { Answers } from './virsh-host'

const field = (text: string, name: string): string | null =>
  new RegExp(`^${name}\\s*:\\s*(.+?)\\s*$`, 'm').exec(text)?.[1] ?? null

const kibibytes = (text: string, name: string): number | null => {
  const value = /^(\d{1,15}) KiB$/.exec(field(text, name) ?? '')?.[1]
  return value === undefined ? null : Number(value)
}

const VENDORS: Readonly<Record<string, string>> = { GenuineIntel: 'Intel', AuthenticAMD: 'AMD', HygonGenuine: 'Hygon' }

/** Boot time of the kernel plus the age of its first process: right in a container too. Field 20 behind the name is its start. */
const bootedAtMs = (text: string): number | null => {
  const [boot, stat, ticksPerSecond] = text.split('\n').map((line) => line.trim())
  const start = Number(stat?.split(' ')[19])
  const booted = (Number(boot) + start / Number(ticksPerSecond)) * 1000
  return Number.isFinite(booted) && booted > 0 ? Math.round(booted) : null
}

/** kernel counters: "free" leaves out what the kernel would give back at once. */
const memoryUsedMiB = (text: string): number | null => {
  const [total, free, buffers, cached] = ['total', 'free', 'buffers', 'cached'].map((name) => kibibytes(text, name))
  if (total == null || free == null) return null
  return Math.max(0, Math.round((total - free - (buffers ?? 0) - (cached ?? 0)) / 1024))
}

const versionOf = (text: string): string | null => {
  const hypervisor = field(text, 'Running hypervisor')
  const daemon = field(text, 'Running against daemon')
  if (hypervisor === null) return null
  return daemon === null ? hypervisor : `${hypervisor} (libvirt ${daemon})`
}

/** What the survey's answers say of the machine itself. */
export const hostHardware = (name: string, answers: Answers): HostFacts => {
  const text = (section: string) => answers.get(section) ?? ''
  const vendor = field(text('cpuinfo'), 'vendor_id')
  const threads = /^\d{1,6}$/.exec(field(text('nodeinfo'), 'CPU\\(s\\)') ?? '')?.[0]
  const memory = kibibytes(text('nodeinfo'), 'Memory size')
  return {
    ...unseenHost(name),
    connection: 'up',
    version: versionOf(text('version')),
    cpuVendor: vendor === null ? null : (VENDORS[vendor] ?? vendor),
    cpuModel: field(text('cpuinfo'), 'model name'),
    cpuFeatures: field(text('cpuinfo'), 'flags')?.split(' ') ?? null,
    cpuThreads: threads === undefined ? null : Number(threads),
    memoryMiB: memory === null ? null : Math.floor(memory / 1024),
    memoryUsedMiB: memoryUsedMiB(text('memory')),
    bootedAtMs: bootedAtMs(text('started')),
  }
}

/** The host is not heard: what it is stays known, what it does is not. */
export const silentHost = (known: HostFacts, connection: 'down' | 'unknown'): HostFacts => ({
  ...known,
  connection,
  cpuUsedPercent: null,
  memoryUsedMiB: null,
  bootedAtMs: null,
})
