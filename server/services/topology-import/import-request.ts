import { createHash } from 'node:crypto'
import { z } from 'zod'
import { kindOf } from '../../domain/device-kind'
import { deviceIdSchema, powerGroupIdSchema } from '../../domain/ids'
import { upsSecretSchema } from '../../domain/ups'
import type { StoreReads } from '../../store/store'
import { displayNameSchema } from '../inputs'
import { docOf, docsOf } from '../latest-doc'
import { readNutFiles } from './nut-files'
import type { CurrentTopology, ImportRow } from './import-row'
import { type ImportPlan, planImport } from './plan-import'
import { readPowerChute } from './powerchute-file'
import { readTopologyCsv } from './topology-csv'
import type { TopologyDraft } from './topology-draft'

/** A file and what it does not say itself. `preview` and `apply` take the same, so that they come to the same. */
export const importRequestSchema = z.object({
  format: z.enum(['csv', 'nut', 'powerchute']),
  text: z.string().max(2_000_000),
  /** For files that name no group. */
  groupName: displayNameSchema.default('Imported'),
  /** The machine that NUT's files are from. */
  nutServer: z
    .object({ host: z.string().trim().min(1).max(255), port: z.number().int().min(1).max(65_535).default(3493) })
    .nullable()
    .default(null),
  /** Credentials for UPSs whose file holds none. */
  snmpSecret: upsSecretSchema
    .refine(({ kind }) => kind !== 'nut-user', 'an SNMP community or user')
    .nullable()
    .default(null),
  nutSecret: upsSecretSchema
    .refine(({ kind }) => kind === 'nut-user', 'a NUT user')
    .nullable()
    .default(null),
})
export type ImportRequest = z.output<typeof importRequestSchema>

const draftOf = (request: ImportRequest, current: CurrentTopology): TopologyDraft => {
  switch (request.format) {
    case 'csv':
      return readTopologyCsv(request.text)
    case 'nut':
      return readNutFiles(request.text, request.nutServer, request.groupName)
    case 'powerchute':
      return readPowerChute(
        request.text,
        request.groupName,
        current.hosts.map(({ name }) => name),
      )
  }
}

export const currentTopology = async (read: StoreReads): Promise<CurrentTopology> => {
  const [devices, groups, feeds, deviceFeeds, managers, hostRows, deviceRows] = await Promise.all([
    read.devices.list(),
    read.groups.list(),
    read.feeds.list(),
    read.feeds.ofDevices(),
    read.managers.list(),
    read.latest.all('host'),
    read.latest.all('device'),
  ])
  const docs = docsOf('device', deviceRows)
  const identities = new Map(docs.map(({ id, identity }) => [id, identity]))
  const managerNames = new Map(managers.map(({ id, name }) => [id, name]))
  return {
    devices,
    groups,
    feeds,
    deviceFeeds,
    hosts: hostRows.flatMap((row) => {
      const host = docOf('host', row)
      return host === null ? [] : [{ id: host.id, name: host.name, managerName: managerNames.get(host.managerId) ?? '' }]
    }),
    outletIds: new Map(docs.map((doc) => [doc.id, (doc.outlets ?? []).map(({ id }) => id)])),
    kinds: new Map(
      devices.flatMap(({ id, identity }) => {
        const known = identities.get(id) ?? identity
        return known === null ? [] : [[id, kindOf(known)] as const]
      }),
    ),
  }
}

export const planOf = (request: ImportRequest, current: CurrentTopology, newId: () => string): ImportPlan =>
  planImport(
    draftOf(request, current),
    current,
    { snmp: request.snmpSecret, nut: request.nutSecret },
    { device: () => deviceIdSchema.parse(newId()), group: () => powerGroupIdSchema.parse(newId()) },
  )

/** What a person has seen of a plan: an apply that would do something else is refused. */
export const digestOf = (rows: readonly ImportRow[]): string =>
  createHash('sha256').update(JSON.stringify(rows)).digest('base64url')
