import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { parse } from 'yaml'
import { z } from 'zod'

const cassetteSchema = z.object({
  http_interactions: z.array(z.object({ response: z.object({ body: z.object({ string: z.string() }) }) })),
})

interface RecordedObject {
  readonly type: string
  readonly id: string
  /** By property path, `<val …>…</val>` as it was answered. */
  readonly values: Map<string, string>
}

export interface VcenterRecording {
  /** The answer that names the server's parts and itself. */
  readonly serviceContent: string
  readonly objects: readonly RecordedObject[]
}

/** Of each object that was told: whole readings and collected changes say the same in other words. */
const OBJECT = /<(objectSet|returnval)>(?:<kind>enter<\/kind>)?<obj type="(\w+)">([^<]+)<\/obj>([\s\S]*?)<\/\1>/g
const VALUE = /<(changeSet|propSet)><name>([^<]+)<\/name>(?:<op>assign<\/op>)?(<val [\s\S]*?<\/val>)<\/\1>/g

/** What a client of another make was answered by a vCenter. */
export const vcenterRecording = (file: string): VcenterRecording => {
  const { http_interactions: interactions } = cassetteSchema.parse(parse(readFileSync(file, 'utf8')))
  const answers = interactions.map(({ response }) => response.body.string)
  const objects = new Map<string, RecordedObject>()
  for (const [, , type = '', id = '', inside = ''] of answers.flatMap((answer) => [...answer.matchAll(OBJECT)])) {
    const object = objects.get(id) ?? { type, id, values: new Map<string, string>() }
    objects.set(id, object)
    for (const [, , path = '', value = ''] of inside.matchAll(VALUE)) object.values.set(path, value)
  }
  const serviceContent = answers.find((answer) => answer.includes('<about>'))
  if (serviceContent === undefined) throw new Error(`${file} does not say who answers`)
  return { serviceContent, objects: [...objects.values()] }
}

/** The same values stand in the summary of an object, which is what that client asked for (vSphere Web Services API). */
const ALSO_RECORDED_AS: Readonly<Record<string, string>> = {
  'runtime.connectionState': 'summary.runtime.connectionState',
  'runtime.inMaintenanceMode': 'summary.runtime.inMaintenanceMode',
  'runtime.powerState': 'summary.runtime.powerState',
  'runtime.host': 'summary.runtime.host',
  'config.template': 'summary.config.template',
  'config.uuid': 'summary.config.uuid',
  'config.hardware.numCPU': 'summary.config.numCpu',
  'config.hardware.memoryMB': 'summary.config.memorySizeMB',
}

/** A whole of which the parts were recorded each by itself. */
const joined = ({ values }: RecordedObject, path: string): string | undefined => {
  const parts = [...values].flatMap(([key, value]) => {
    const name = key.startsWith(`${path}.`) ? key.slice(path.length + 1) : ''
    return /^\w+$/.test(name) ? [value.replace(/^<val /, `<${name} `).replace(/<\/val>$/, `</${name}>`)] : []
  })
  return parts.length === 0 ? undefined : `<val>${parts.join('')}</val>`
}

const valueOf = (object: RecordedObject, path: string): string | undefined =>
  object.values.get(path) ?? object.values.get(ALSO_RECORDED_AS[path] ?? '') ?? joined(object, path)

/** Which properties are asked for of which class. */
const wantedIn = (request: string): ReadonlyMap<string, readonly string[]> =>
  new Map(
    [...request.matchAll(/<propSet><type>(\w+)<\/type>([\s\S]*?)<\/propSet>/g)].map(([, type = '', inside = '']) => [
      type,
      [...inside.matchAll(/<pathSet>([^<]+)<\/pathSet>/g)].map(([, path = '']) => path),
    ]),
  )

const soap = (method: string, inside: string): string =>
  '<?xml version="1.0" encoding="UTF-8"?><soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" ' +
  'xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><soapenv:Body>' +
  `<${method}Response xmlns="urn:vim25">${inside}</${method}Response></soapenv:Body></soapenv:Envelope>`

const retrieved = ({ objects }: VcenterRecording, request: string): string => {
  const wanted = wantedIn(request)
  const told = objects.flatMap((object) => {
    const paths = wanted.get(object.type)
    if (paths === undefined) return []
    const sets = paths.flatMap((path) => {
      const value = valueOf(object, path)
      return value === undefined ? [] : [`<propSet><name>${path}</name>${value}</propSet>`]
    })
    return [`<objects><obj type="${object.type}">${object.id}</obj>${sets.join('')}</objects>`]
  })
  return told.length === 0 ? '' : `<returnval>${told.join('')}</returnval>`
}

const answerTo = (recording: VcenterRecording, method: string, request: string): string => {
  switch (method) {
    case 'RetrieveServiceContent':
      return recording.serviceContent
    case 'CreateContainerView':
      return soap(method, '<returnval type="ContainerView">view</returnval>')
    case 'RetrievePropertiesEx':
      return soap(method, retrieved(recording, request))
    case 'CurrentTime':
      return soap(method, '<returnval>2019-02-01T00:00:00Z</returnval>')
    default:
      return soap(method, '')
  }
}

export interface RecordedVcenter {
  readonly url: string
  stop(): Promise<void>
}

/** Answers as the recorded vCenter did; what nobody asked it is not told. */
export const startRecordedVcenter = async (recording: VcenterRecording): Promise<RecordedVcenter> => {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString('utf8')
      const method = /Body><(\w+)/.exec(body)?.[1] ?? ''
      if (method === 'Login') response.setHeader('set-cookie', 'vmware_soap_session="recorded"; Path=/; HttpOnly')
      response.end(answerTo(recording, method, body))
    })
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const address = server.address()
  return {
    url: `http://127.0.0.1:${address !== null && typeof address === 'object' ? address.port : 0}`,
    stop: () => {
      server.closeAllConnections()
      return new Promise((done) => server.close(() => done()))
    },
  }
}
