import { z } from 'zod'
import { parsed } from './xml'

const attribute = z
  .string()
  .nullish()
  .transform((value) => value ?? null)
const list = <T>(item: z.ZodType<T>) =>
  z
    .array(item.nullable().catch(null))
    .nullish()
    .transform((all) => (all ?? []).filter((one) => one !== null))
/** An element with text, or an empty one, which the parser gives as "". */
const texts = z.union([z.string(), z.object({ '#text': z.coerce.string() }).transform((element) => element['#text'])])

const diskSchema = z.object({
  '@type': attribute,
  '@device': attribute,
  source: z
    .object({
      '@file': attribute,
      '@dev': attribute,
      '@dir': attribute,
      '@name': attribute,
      '@pool': attribute,
      '@volume': attribute,
    })
    .nullish()
    .catch(null),
  target: z.object({ '@dev': attribute }).nullish().catch(null),
  driver: z.object({ '@type': attribute }).nullish().catch(null),
  readonly: z.unknown().optional(),
})

const interfaceSchema = z.object({
  '@type': attribute,
  mac: z.object({ '@address': attribute }).nullish().catch(null),
  source: z.object({ '@network': attribute, '@bridge': attribute, '@dev': attribute }).nullish().catch(null),
})

const channelSchema = z.object({ target: z.object({ '@name': attribute, '@state': attribute }).nullish().catch(null) })

const domainSchema = z.object({
  domain: z.object({
    name: texts,
    uuid: z.string(),
    memory: texts.nullish(),
    vcpu: texts.nullish(),
    metadata: z.unknown().optional(),
    cpu: z
      .object({ '@mode': attribute, model: texts.nullish().catch(null) })
      .nullish()
      .catch(null),
    devices: z
      .object({
        disk: list(diskSchema),
        interface: list(interfaceSchema),
        channel: list(channelSchema),
        hostdev: z.array(z.unknown()).nullish(),
      })
      .or(z.literal('').transform(() => ({ disk: [], interface: [], channel: [], hostdev: [] }))),
  }),
})

export interface DomainDisk {
  readonly target: string
  readonly cdrom: boolean
  /** A path on the host; null for disks that are reached over a network, and for empty drives. */
  readonly path: string | null
  readonly pool: string | null
  readonly remote: boolean
  /** How its contents are laid out, e.g. qcow2; null: not told. */
  readonly format: string | null
  readonly readOnly: boolean
}

export interface Domain {
  /** Its definition could not be understood: it has disks and cards that are not told here. Absent: it could. */
  readonly isUnread?: true
  readonly uuid: string
  readonly name: string
  readonly memoryMiB: number | null
  readonly cpuThreads: number | null
  /** Of its `<cpu>`: mode and named model. Null: it has none. */
  readonly cpuMode: string | null
  readonly cpuModel: string | null
  readonly tags: readonly string[]
  readonly disks: readonly DomainDisk[]
  readonly macs: readonly string[]
  /** Names of libvirt networks and of bridges or devices of the host, as `networkId` writes them. */
  readonly networks: readonly string[]
  /** Null: its definition could not be understood. */
  readonly passthrough: boolean | null
  readonly agent: 'connected' | 'disconnected' | 'absent' | 'unknown'
}

export const networkId = (kind: 'network' | 'device', name: string): string => `${kind}:${name}`

const tagsIn = (node: unknown): readonly string[] => {
  if (typeof node !== 'object' || node === null) return []
  return Object.entries(node).flatMap(([name, value]): readonly string[] => {
    if (Array.isArray(value) && name === 'tag')
      return value.flatMap((tag) => {
        const text = texts.safeParse(tag)
        return text.success && text.data.trim() !== '' ? [text.data.trim()] : []
      })
    return Array.isArray(value) ? value.flatMap(tagsIn) : tagsIn(value)
  })
}

/** Null: it is no number that could be meant. */
const countIn = (text: string | null | undefined): number | null =>
  text != null && /^\d{1,15}$/.test(text.trim()) ? Number(text) : null

const diskOf = (disk: z.infer<typeof diskSchema>): DomainDisk => ({
  target: disk.target?.['@dev'] ?? 'disk',
  cdrom: disk['@device'] === 'cdrom' || disk['@device'] === 'floppy',
  path: disk.source?.['@file'] ?? disk.source?.['@dev'] ?? disk.source?.['@dir'] ?? null,
  pool: disk.source?.['@pool'] ?? null,
  remote: disk['@type'] === 'network',
  format: disk.driver?.['@type'] ?? null,
  readOnly: disk.readonly !== undefined,
})

const networkOf = (nic: z.infer<typeof interfaceSchema>): readonly string[] => {
  const { '@network': network = null, '@bridge': bridge = null, '@dev': device = null } = nic.source ?? {}
  if (network !== null) return [networkId('network', network)]
  const name = bridge ?? device
  return name === null ? [] : [networkId('device', name)]
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

const decoded = (text: string): string =>
  text.replaceAll(/&(?:#(\d{1,6})|#x([\da-f]{1,5})|(\w+));/gi, (whole, decimal?: string, hex?: string, entity?: string) => {
    if (entity !== undefined) return ENTITIES[entity] ?? whole
    return String.fromCodePoint(decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal))
  })

/** As libvirt begins every definition, whatever follows; null: it begins otherwise, or is that of another domain. */
export const nameIn = (xml: string, uuid: string): string | null => {
  const [, name, owner] = /^\s*<domain\b[^<>]*>\s*<name>([^<>]+)<\/name>\s*<uuid>([^<>]+)<\/uuid>/.exec(xml) ?? []
  return name !== undefined && owner?.trim().toLowerCase() === uuid ? decoded(name) : null
}

/** A domain of which no more than its UUID, and perhaps its name, is known. */
export const unreadDomain = (uuid: string, name: string | null = null): Domain => ({
  isUnread: true,
  uuid,
  name: name ?? uuid,
  memoryMiB: null,
  cpuThreads: null,
  cpuMode: null,
  cpuModel: null,
  tags: [],
  disks: [],
  macs: [],
  networks: [],
  passthrough: null,
  agent: 'unknown',
})

/** A domain's XML, live or inactive; null where it cannot be understood. */
export const domainOf = (xml: string): Domain | null => {
  const domain = parsed(xml, domainSchema)?.domain
  if (domain === undefined) return null
  const { disk, interface: nics, channel, hostdev } = domain.devices
  const memoryKiB = countIn(domain.memory)
  const agent = channel.find((each) => each.target?.['@name'] === 'org.qemu.guest_agent.0')
  return {
    uuid: domain.uuid.toLowerCase(),
    name: domain.name,
    // libvirt writes memory in KiB, whatever the administrator wrote.
    memoryMiB: memoryKiB === null ? null : Math.ceil(memoryKiB / 1024),
    cpuThreads: countIn(domain.vcpu),
    cpuMode: domain.cpu?.['@mode'] ?? null,
    cpuModel: domain.cpu?.model ?? null,
    tags: tagsIn(domain.metadata),
    disks: disk.map(diskOf),
    macs: nics.flatMap((nic) => (nic.mac?.['@address'] == null ? [] : [nic.mac['@address'].toLowerCase()])),
    networks: [...new Set(nics.flatMap(networkOf))],
    passthrough: (hostdev ?? []).length > 0 || nics.some((nic) => nic['@type'] === 'hostdev'),
    agent: agent === undefined ? 'absent' : agent.target?.['@state'] === 'connected' ? 'connected' : 'disconnected',
  }
}
