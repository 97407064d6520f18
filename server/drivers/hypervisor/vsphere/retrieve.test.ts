import { createServer, type Server } from 'node:http'
import { afterEach, describe, expect, it } from 'vitest'
import { budgetOf } from './budget'
import { Connection } from './connection'
import { CallFailed } from './failures'
import { retrieve } from './property-collector'

/** Answers as a vCenter would, in the given order (null: HTTP 503); what vcsim cannot do (paging, missing properties) is replayed here. */
type Reply = (body: string) => string | null

const XSI = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
const soap = (inside: string) =>
  `<?xml version="1.0"?><soapenv:Envelope xmlns:soapenv="s" ${XSI}><soapenv:Body>${inside}</soapenv:Body></soapenv:Envelope>`
const fault = (type: string, inside = '') =>
  soap(
    `<soapenv:Fault><faultcode>ServerFaultCode</faultcode><faultstring>no</faultstring>` +
      `<detail><${type}Fault xsi:type="${type}">${inside}</${type}Fault></detail></soapenv:Fault>`,
  )
const vm = (id: string, name: string | null) =>
  `<objects><obj type="VirtualMachine">${id}</obj>` +
  (name === null ? '' : `<propSet><name>name</name><val>${name}</val></propSet>`) +
  '</objects>'
const page = (objects: string, token: string | null = null) =>
  soap(`<R><returnval>${token === null ? '' : `<token>${token}</token>`}${objects}</returnval></R>`)

const content = soap(
  '<R><returnval><rootFolder type="Folder">group-d1</rootFolder><propertyCollector type="PropertyCollector">pc</propertyCollector>' +
    '<viewManager type="ViewManager">vm</viewManager><sessionManager type="SessionManager">sm</sessionManager>' +
    '<about><fullName>VMware vCenter Server 8.0.2</fullName><version>8.0.2</version><apiType>VirtualCenter</apiType></about></returnval></R>',
)

const methodOf = (body: string): string => /Body><(\w+)/.exec(body)?.[1] ?? ''

let server: Server | null = null
let connection: Connection | null = null
afterEach(async () => {
  await connection?.close()
  server?.closeAllConnections()
  server?.close()
})

const vcenter = async (...replies: Reply[]): Promise<{ connection: Connection; calls: string[]; bodies: string[] }> => {
  const calls: string[] = []
  const bodies: string[] = []
  let logins = 0
  server = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk: Buffer) => (body += chunk.toString()))
    request.on('end', () => {
      const method = methodOf(body)
      if (method === 'RetrieveServiceContent') return response.end(content)
      if (method === 'Logout') return response.end(soap('<LogoutResponse/>'))
      calls.push(method)
      bodies.push(body)
      if (method !== 'Login') {
        const reply = (replies.shift() ?? (() => fault('RuntimeFault')))(body)
        return response.writeHead(reply === null ? 503 : 200).end(reply ?? 'Service Unavailable')
      }
      logins += 1
      response.setHeader('set-cookie', `vmware_soap_session="s${logins}"; Path=/; HttpOnly; Secure`)
      return response.end(soap('<LoginResponse/>'))
    })
  })
  const listening = server
  await new Promise<void>((done) => listening.listen(0, '127.0.0.1', done))
  const address = listening.address()
  const port = address !== null && typeof address === 'object' ? address.port : 0
  connection = new Connection({
    address: { kind: 'vsphere', url: `http://127.0.0.1:${port}`, pins: [] },
    secret: { kind: 'password', user: 'u', password: 'p' },
  })
  return { connection, calls, bodies }
}

const names = async (from: Connection, unknown = new Set<string>()) => {
  const retrieval = { wanted: { VirtualMachine: ['name', 'config.brandNew'] }, start: { type: 'ContainerView', id: 'v' } }
  const objects = await retrieve(from, () => retrieval, unknown, budgetOf({ deadlineMs: 5_000 }))
  return objects.map(({ properties }) => properties.get('name')?.text ?? null)
}

describe('retrieving properties', () => {
  it('follows the pages to the end', async () => {
    const lab = await vcenter(
      () => page(vm('vm-1', 'a') + vm('vm-2', 'b'), 'next&1'),
      () => page(vm('vm-3', 'c'), 'next&2'),
      () => page(vm('vm-4', 'd')),
    )
    expect(await names(lab.connection)).toEqual(['a', 'b', 'c', 'd'])
    const again = 'ContinueRetrievePropertiesEx'
    expect(lab.calls).toEqual(['Login', 'RetrievePropertiesEx', again, again])
    expect(lab.bodies[3]).toContain('<token>next&amp;2</token>')
  })

  it('begins anew when the session, and the page’s token with it, is lost between pages', async () => {
    const lab = await vcenter(
      () => page(vm('vm-1', 'a'), 'next'),
      () => fault('NotAuthenticated'),
      () => fault('InvalidArgument'),
      () => page(vm('vm-1', 'a'), 'next'),
      () => page(vm('vm-2', 'b')),
    )
    expect(await names(lab.connection)).toEqual(['a', 'b'])
    expect(lab.calls.filter((call) => call === 'Login')).toHaveLength(2)
  })

  it('takes empty objects for a lost session, finds out, signs in again and asks again', async () => {
    const lab = await vcenter(
      () => page(vm('vm-1', null)),
      () => fault('NotAuthenticated'),
      () => soap('<R><returnval>2026-01-01T00:00:00Z</returnval></R>'),
      () => page(vm('vm-1', 'a')),
    )
    expect(await names(lab.connection)).toEqual(['a'])
    expect(lab.calls).toEqual(['Login', 'RetrievePropertiesEx', 'CurrentTime', 'Login', 'CurrentTime', 'RetrievePropertiesEx'])
  })

  it('believes empty objects where the session holds: the account sees no more', async () => {
    const lab = await vcenter(
      () => page(vm('vm-1', null)),
      () => soap('<R><returnval>2026-01-01T00:00:00Z</returnval></R>'),
    )
    expect(await names(lab.connection)).toEqual([null])
  })

  it('does without a property that this version does not have, and remembers that', async () => {
    const lab = await vcenter(
      (body) => (body.includes('config.brandNew') ? fault('InvalidProperty', '<name>config.brandNew</name>') : ''),
      (body) => (body.includes('config.brandNew') ? fault('RuntimeFault') : page(vm('vm-1', 'a'))),
    )
    const unknown = new Set<string>()
    expect(await names(lab.connection, unknown)).toEqual(['a'])
    expect([...unknown]).toEqual(['config.brandNew'])
  })

  it('R4 a vCenter that is still starting is not reachable yet, rather than something else', async () => {
    const lab = await vcenter(() => null)
    await expect(names(lab.connection)).rejects.toMatchObject({ failure: { kind: 'unreachable' } })
  })

  it('gives up on a session that is refused again at once', async () => {
    const lab = await vcenter(
      () => fault('NotAuthenticated'),
      () => fault('NotAuthenticated'),
    )
    await expect(names(lab.connection)).rejects.toBeInstanceOf(CallFailed)
    expect(lab.calls).toEqual(['Login', 'RetrievePropertiesEx', 'Login', 'RetrievePropertiesEx'])
  })
})
