import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { z } from 'zod'
import type { EngineCall, EngineReply } from './scripted-engine'

const cassetteSchema = z.record(z.string(), z.array(z.object({ ':body': z.string() })))

/** Bodies that the recorder held for binary. */
const binary = { tag: '!binary', resolve: (text: string): string => Buffer.from(text, 'base64').toString('utf8') }
const parsedFiles = new Map<string, unknown>()
const parsed = (file: string): unknown => {
  if (!parsedFiles.has(file)) parsedFiles.set(file, parse(readFileSync(file, 'utf8'), { customTags: [binary] }))
  return parsedFiles.get(file)
}

const textsIn = (value: unknown): string[] =>
  typeof value === 'string' ? [value] : typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : []

/** Every XML document of a cassette, of whatever version of the API. */
export const recordedDocuments = (file: string): string[] => textsIn(parsed(file)).filter((text) => text.startsWith('<?xml'))

/** The first recorded answer to each path behind `/ovirt-engine/api`. */
export type Recording = ReadonlyMap<string, string>

/** Keys are "https://host:443/ovirt-engine/api/vms{}GET"; symbols of another language begin with a colon. */
export const recordingOf = (file: string): Recording => {
  const cassette = cassetteSchema.parse(parsed(file))
  return new Map(
    Object.entries(cassette).flatMap(([key, answers]) => {
      const path = /\/ovirt-engine\/api(\/[^{]*)\{\}GET$/.exec(key)?.[1]
      const body = answers[0]?.[':body']
      return path === undefined || body === undefined ? [] : [[path, body] as const]
    }),
  )
}

/** Nobody recorded these of a VM or a host: as if there were none. */
const UNRECORDED: Readonly<Record<string, string>> = {
  tags: '<tags/>',
  cdroms: '<cdroms/>',
  hostdevices: '<host_devices/>',
  snapshots: '<snapshots/>',
  statistics: '<statistics/>',
  networkattachments: '<network_attachments/>',
}

const withoutProlog = (xml: string): string => xml.replace(/^\s*<\?xml[^>]*\?>\s*/, '')

const collectionAt = (recording: Recording, path: string): string | undefined => {
  const recorded = recording.get(path)
  return recorded === undefined ? UNRECORDED[path.split('/').at(-1) ?? ''] : withoutProlog(recorded)
}

/** `<disk id="…">` as the recorded list of disks holds it. */
const diskOf = (recording: Recording, id: string): string | undefined =>
  new RegExp(`<disk [^>]*id="${id}">[\\s\\S]*?</disk>`).exec(recording.get('/disks') ?? '')?.[0]

const MEMBER: Readonly<Record<string, readonly [string, readonly string[]]>> = {
  vms: ['vm', ['diskattachments', 'nics', 'tags', 'cdroms', 'hostdevices', 'snapshots', 'statistics']],
  hosts: ['host', ['networkattachments', 'statistics']],
  datacenters: ['data_center', ['storagedomains']],
}

/** A recorded list as an engine of 4.2 or later answers it where its links are followed: made of the recorded parts. */
const followed = (recording: Recording, collection: string, list: string): string => {
  const [element, segments] = MEMBER[collection] ?? ['', []]
  return list.replace(
    new RegExp(`(<${element} [^>]*id="([^"]+)">)([\\s\\S]*?)(</${element}>)`, 'g'),
    (_all, open, id, inner, end) => {
      const parts = segments.map((segment) => collectionAt(recording, `/${collection}/${String(id)}/${segment}`) ?? '')
      const whole = parts
        .join('')
        .replace(/<disk [^>]*id="([^"]+)"\/>/g, (ref: string, disk: string) => diskOf(recording, disk) ?? ref)
      return `${String(open)}${String(inner)}${whole}${String(end)}`
    },
  )
}

/** An object of a recorded list by its id; also where the object itself was not recorded. */
const memberOf = (recording: Recording, collection: string, id: string): string | undefined => {
  const [element] = MEMBER[collection] ?? ['']
  return new RegExp(`<${element} [^>]*id="${id}">[\\s\\S]*?</${element}>`).exec(recording.get(`/${collection}`) ?? '')?.[0]
}

/** Answers reads as the recorded engine did; `follows` false: as one before 4.2. */
export const replayed =
  (recording: Recording, follows: boolean) =>
  (call: EngineCall): EngineReply | undefined => {
    const [, collection = '', id = '', segment = ''] = call.path.split('/')
    const wishes = follows && call.query.follow !== undefined
    const pick = (): string | undefined => {
      if (collection === 'disks' && id !== '') return diskOf(recording, id)
      if (segment !== '') return collectionAt(recording, call.path)
      if (id !== '') {
        const one = memberOf(recording, collection, id)
        return one === undefined || !wishes ? one : followed(recording, collection, one)
      }
      const list = recording.get(call.path)
      return list === undefined || !wishes ? list : followed(recording, collection, list)
    }
    const xml = pick()
    return xml === undefined ? { status: 404 } : { xml }
  }
