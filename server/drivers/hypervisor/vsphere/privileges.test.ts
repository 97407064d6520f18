import { createServer, type Server } from 'node:http'
import { afterEach, describe, expect, it } from 'vitest'
import { containing } from '../../../testing/containing'
import type { ManagerIdentity } from '../../../domain/manager'
import type { ManagerSession } from '../../ports'
import { driver } from './driver'

const XSI = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
const soap = (inside: string) =>
  `<?xml version="1.0"?><soapenv:Envelope xmlns:soapenv="s" ${XSI}><soapenv:Body>${inside}</soapenv:Body></soapenv:Envelope>`
const fault = (type: string) =>
  soap(
    `<soapenv:Fault><faultcode>ServerFaultCode</faultcode><faultstring>no</faultstring>` +
      `<detail><${type}Fault xsi:type="${type}"/></detail></soapenv:Fault>`,
  )
const returned = (inside: string) => soap(`<R><returnval>${inside}</returnval></R>`)

const CONTENT = returned(
  '<rootFolder type="Folder">group-d1</rootFolder><propertyCollector type="PropertyCollector">pc</propertyCollector>' +
    '<viewManager type="ViewManager">vm</viewManager><sessionManager type="SessionManager">sm</sessionManager>' +
    '<authorizationManager type="AuthorizationManager">am</authorizationManager>' +
    '<about><fullName>VMware vCenter Server 8.0.2</fullName><version>8.0.2</version><apiType>VirtualCenter</apiType></about>',
)

const OBJECTS = [
  ['VirtualMachine', 'vm-1', 'web', ''],
  ['VirtualMachine', 'vm-2', 'mail', ''],
  ['VirtualMachine', 'vm-3', 'a-template', '<propSet><name>config.template</name><val>true</val></propSet>'],
  ['VirtualMachine', 'vm-4', 'vCLS (1)', ''],
  ['HostSystem', 'host-1', 'esx1', ''],
  ['ClusterComputeResource', 'domain-c1', 'gold', ''],
  ['Datastore', 'datastore-1', 'local-1', ''],
  ['Datastore', 'datastore-2', 'san', ''],
].map(
  ([type, id, name, more]) =>
    `<objects><obj type="${type}">${id}</obj><propSet><name>name</name><val>${name}</val></propSet>${more}</objects>`,
)

/** Answers as the API reference describes `HasPrivilegeOnEntities`; `lacking`: "object privilege" that the role does not hold. */
const authorised = (body: string, lacking: readonly string[]): string => {
  const wanted = [...body.matchAll(/<privId>([^<]+)</g)].map(([, id]) => id ?? '')
  const entities = [...body.matchAll(/<entity type="(\w+)">([^<]+)</g)].map(([, type, id]) => {
    const told = wanted.map((privilege) => {
      const granted = !lacking.includes(`${id ?? ''} ${privilege}`)
      return `<privAvailability><privId>${privilege}</privId><isGranted>${granted}</isGranted></privAvailability>`
    })
    return `<returnval><entity type="${type ?? ''}">${id ?? ''}</entity>${told.join('')}</returnval>`
  })
  return soap(`<R>${entities.join('')}</R>`)
}

let server: Server | null = null
let session: ManagerSession | null = null
afterEach(async () => {
  await session?.close()
  server?.closeAllConnections()
  server?.close()
})

/** How vCenter's REST service answers a path. */
type Rest = (path: string) => readonly [status: number, value: unknown]

const isOfTags = (path: string): boolean => /^\/(api|rest)\//.test(path)

/** Lets the account in and tells of no tags. */
const noTags: Rest = (path) => [200, path.endsWith('/session') ? 'r1' : []]

/** A vCenter whose account holds everything but `lacking`; what it was asked about rights is kept. */
const identityAt = async (answer: (body: string) => string, { rest = noTags, version = '8.0.2' } = {}) => {
  const asked: string[] = []
  server = createServer((request, response) => {
    const { url: path = '' } = request
    if (isOfTags(path)) {
      asked.push(path)
      const [status, value] = rest(path)
      return response.writeHead(status).end(JSON.stringify(path.startsWith('/api/') ? value : { value }))
    }
    let body = ''
    request.on('data', (chunk: Buffer) => (body += chunk.toString()))
    request.on('end', () => {
      switch (/Body><(\w+)/.exec(body)?.[1]) {
        case 'RetrieveServiceContent':
          return response.end(CONTENT.replaceAll('8.0.2', version))
        case 'Login':
          response.setHeader('set-cookie', 'vmware_soap_session="s1"; Path=/; HttpOnly; Secure')
          return response.end(returned('<key>52-session</key>'))
        case 'CreateContainerView':
          return response.end(soap('<R><returnval type="ContainerView">view-1</returnval></R>'))
        case 'RetrievePropertiesEx':
          return response.end(returned(OBJECTS.join('')))
        case 'HasPrivilegeOnEntities':
          asked.push(body)
          return response.end(answer(body))
        default:
          return response.end(soap('<R/>'))
      }
    })
  })
  const listening = server
  await new Promise<void>((done) => listening.listen(0, '127.0.0.1', done))
  const address = listening.address()
  const port = address !== null && typeof address === 'object' ? address.port : 0
  const url = `http://127.0.0.1:${port}`
  session = driver.open({ address: { kind: 'vsphere', url, pins: [] }, secret: { kind: 'password', user: 'u', password: 'p' } })
  const identity = await session.identify({ deadlineMs: 10_000 })
  if (identity.kind !== 'ok') throw new Error(identity.message)
  return { identity: identity.value satisfies ManagerIdentity, asked }
}

describe('what the account may not do', () => {
  it('an account that holds all of it is told nothing; templates and vCLS are not asked about', async () => {
    const { identity, asked } = await identityAt((body) => authorised(body, []))
    expect(identity.notes).toBeUndefined()
    expect(asked.join()).toContain('<sessionId>52-session</sessionId>')
    expect(asked.join()).toContain('>vm-2<')
    expect(asked.join()).not.toMatch(/vm-3|vm-4/)
  })

  it('each missing privilege is named, with what will not work and on which objects', async () => {
    const lacking = [
      'vm-1 VirtualMachine.Interact.PowerOff',
      'vm-2 VirtualMachine.Interact.PowerOff',
      'vm-2 Resource.HotMigrate',
      'host-1 Host.Config.Maintenance',
      'domain-c1 Host.Inventory.EditCluster',
      'datastore-1 Datastore.AllocateSpace',
    ]
    const { identity } = await identityAt((body) => authorised(body, lacking))
    expect(identity.notes).toEqual([
      'The account may not shut down or power off any of the 2 VMs: it lacks VirtualMachine.Interact.PowerOff there.',
      'The account may not move live 1 of 2 VMs (mail): it lacks Resource.HotMigrate there.',
      'The account may not put into maintenance, shut down or reboot the host esx1: it lacks Host.Config.Maintenance there.',
      'The account may not set HA and DRS aside on the cluster gold: it lacks Host.Inventory.EditCluster there.',
      'The account may not copy the disks of VMs to 1 of 2 datastores (local-1): it lacks Datastore.AllocateSpace there.',
    ])
  })

  it('a vCenter that does not tell is let in all the same, and that is said', async () => {
    const { identity } = await identityAt(() => fault('NoPermission'))
    expect(identity.notes).toEqual([containing('was not told')])
  })

  it('D9 A12 an account that vCenter’s REST service refuses learns that tags are not told, what it takes, and what is not done until then', async () => {
    const refusals: readonly (readonly [Rest, string])[] = [
      [() => [401, null], 'HTTP 401'],
      [(path) => (path.endsWith('/session') ? [200, 'r1'] : [403, null]), 'HTTP 403'],
    ]
    for (const [rest, why] of refusals) {
      const { identity } = await identityAt((body) => authorised(body, []), { rest })
      expect(identity.notes).toEqual([containing(why)])
      expect(identity.notes?.join()).toContain('Read-only as a global permission')
      expect(identity.notes?.join()).toContain('the state of a VM whose tags were never told is not saved')
      await session?.close()
      server?.close()
    }
  })

  it('D9 a vCenter before 6.5 is not asked for tags, which it could not tell', async () => {
    const { identity, asked } = await identityAt((body) => authorised(body, []), { rest: () => [401, null], version: '6.0.0' })
    expect(identity.notes).toBeUndefined()
    expect(asked.filter(isOfTags)).toEqual([])
  })
})
