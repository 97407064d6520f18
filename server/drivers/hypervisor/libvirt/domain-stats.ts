/** libvirt's virDomainState and the reasons that matter here. */
export type DomainRun = 'running' | 'paused' | 'migrating' | 'off' | 'unknown'

export interface DomainStats {
  readonly name: string
  readonly run: DomainRun
  /** Nanoseconds that its processors worked since it was started. */
  readonly cpuNs: number | null
  /** What its process holds of the host's memory; null: not told. */
  readonly residentMiB: number | null
  /** Bytes by target name. */
  readonly capacities: ReadonlyMap<string, number>
}

const PAUSED_FOR_MIGRATION = '2'

const runOf = (state: string | undefined, reason: string | undefined): DomainRun => {
  switch (state) {
    case '1': // running
    case '2': // blocked
    case '4': // shutting down: still there
    case '7': // asleep by its own power management
      return 'running'
    case '3':
      return reason === PAUSED_FOR_MIGRATION || reason === '11' ? 'migrating' : 'paused'
    case '5': // shut off
    case '6': // crashed
      return 'off'
    default:
      return 'unknown'
  }
}

const numberOf = (text: string | undefined): number | null => (text === undefined || !/^\d+$/.test(text) ? null : Number(text))

const mebibytes = (kibibytes: number | null): number | null => (kibibytes === null ? null : Math.round(kibibytes / 1024))

const statsIn = (section: string): DomainStats | null => {
  const name = /^Domain: '(.*)'$/m.exec(section)?.[1]
  if (name === undefined) return null
  const values = new Map([...section.matchAll(/^\s+([\w.-]+)=(.*)$/gm)].map((match) => [match[1] ?? '', match[2] ?? '']))
  const capacities = new Map<string, number>()
  for (const [key, target] of values) {
    const index = /^block\.(\d+)\.name$/.exec(key)?.[1]
    const bytes = numberOf(values.get(`block.${index}.capacity`))
    if (index !== undefined && bytes !== null) capacities.set(target, bytes)
  }
  return {
    name,
    run: runOf(values.get('state.state'), values.get('state.reason')),
    cpuNs: numberOf(values.get('cpu.time')),
    residentMiB: mebibytes(numberOf(values.get('balloon.rss'))),
    capacities,
  }
}

/** The output of `virsh domstats`, by domain name, which is unique on its host. */
export const domainStatsOf = (text: string): ReadonlyMap<string, DomainStats> =>
  new Map(
    text
      .split(/^(?=Domain: ')/m)
      .map(statsIn)
      .flatMap((stats) => (stats === null ? [] : [[stats.name, stats] as const])),
  )

/** What holds a domain, from `virsh domjobinfo`; null: nothing. */
export const jobOf = (text: string): string | null => {
  const type = /^Job type:\s+(.+?)\s*$/m.exec(text)?.[1]
  if (type === undefined || type === 'None' || type === 'Completed' || type === 'Failed' || type === 'Cancelled') return null
  return /^Operation:\s+(.+?)\s*$/m.exec(text)?.[1]?.toLowerCase() ?? 'a job of libvirt'
}

/** How far a job is, percent, from the same text. */
export const jobProgressOf = (text: string): number | null => {
  const amount = (name: string): number | null => {
    const match = new RegExp(`^${name}:\\s+([\\d.]+) (\\w+)`, 'm').exec(text)
    const factor = { B: 1, KiB: 2 ** 10, MiB: 2 ** 20, GiB: 2 ** 30, TiB: 2 ** 40 }[match?.[2] ?? '']
    return match?.[1] === undefined || factor === undefined ? null : Number(match[1]) * factor
  }
  const done = amount('Data processed')
  const left = amount('Data remaining')
  if (done === null || left === null || done + left === 0) return null
  return Math.min(99, Math.floor((done / (done + left)) * 100))
}

/** Milliseconds that a migration which has ended held the domain, from `virsh domjobinfo --completed`; null: not told. */
export const downtimeOf = (text: string): number | null => {
  const isMigration = /^Job type:\s+Completed\s*$/m.test(text) && /^Operation:\s+\S+ migration\s*$/m.test(text)
  const told = isMigration ? /^(?:Total downtime|Downtime w\/o network):\s+(\d+)\s+ms\s*$/m.exec(text)?.[1] : undefined
  return told === undefined ? null : Number(told)
}
