import { createServer, type Server } from 'node:http'
import { afterEach, describe, expect, it } from 'vitest'
import { TagService, tellsTags } from './tag-service'

const budget = { left: () => ({ deadlineMs: 5_000 }) }
const REST = '/rest/com/vmware/cis'

/** A vCenter's REST service by its documentation: one tag on one VM and on a host. */
interface Behaviour {
  readonly signIn?: number
  /** Status of the list of tags. */
  readonly list?: number
  readonly tags?: unknown
  readonly attached?: unknown
  readonly name?: unknown
  /** By id, as they are when asked; null: no answer of use. */
  readonly names?: Map<string, string | null>
}

let server: Server | null = null
let service: TagService | null = null
afterEach(async () => {
  await service?.close()
  server?.closeAllConnections()
  server?.close()
})

const TAG = 'urn:vmomi:InventoryServiceTag:1:GLOBAL'
const attached = [
  {
    tag_id: TAG,
    object_ids: [
      { id: 'vm-1', type: 'VirtualMachine' },
      { id: 'host-1', type: 'HostSystem' },
    ],
  },
]

const start = async (
  behaviour: Behaviour = {},
): Promise<{ readonly tags: TagService; readonly asked: string[]; readonly forget: () => void }> => {
  const asked: string[] = []
  let sessions = 0
  let valid = ''
  server = createServer((request, response) => {
    asked.push(`${request.method ?? ''} ${request.url ?? ''}`)
    const answer = (status: number, value?: unknown) =>
      response.writeHead(status).end(value === undefined ? '' : JSON.stringify({ value }))
    if (request.url === `${REST}/session`) {
      if (request.method === 'DELETE') return answer(200)
      const isRight = request.headers.authorization === `Basic ${Buffer.from('me:blue & green').toString('base64')}`
      sessions += 1
      valid = `session-${sessions}`
      return answer(behaviour.signIn ?? (isRight ? 200 : 401), valid)
    }
    if (request.headers['vmware-api-session-id'] !== valid) return answer(401)
    if (request.url === `${REST}/tagging/tag`) return answer(behaviour.list ?? 200, behaviour.tags ?? [TAG])
    const id = request.url?.split('/tag/id:')[1]
    const named = id === undefined ? undefined : behaviour.names?.get(id)
    if (named !== undefined) return named === null ? answer(503) : answer(200, { name: named, category_id: 'c' })
    if (request.url === `${REST}/tagging/tag/id:${TAG}`) return answer(200, behaviour.name ?? { name: 'dc', category_id: 'c' })
    return answer(200, behaviour.attached ?? attached)
  })
  await new Promise<void>((done) => server?.listen(0, '127.0.0.1', done))
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  service = new TagService({
    address: { kind: 'vsphere', url: `http://127.0.0.1:${port}`, pins: [] },
    secret: { kind: 'password', user: 'me', password: 'blue & green' },
  })
  return { tags: service, asked, forget: () => (valid = 'gone') }
}

describe('the tag service', () => {
  it('tells names by VM, and signs in once for several readings', async () => {
    const { tags, asked } = await start()
    for (const reading of [await tags.read(budget), await tags.read(budget)])
      expect(reading).toEqual({ kind: 'told', byVm: new Map([['vm-1', ['dc']]]) })
    expect(asked.filter((call) => call === `POST ${REST}/session`)).toHaveLength(1)
  })

  it('A9 a session that was thrown out is renewed, once', async () => {
    const { tags, asked, forget } = await start()
    await tags.read(budget)
    forget()
    expect(await tags.read(budget)).toEqual({ kind: 'told', byVm: new Map([['vm-1', ['dc']]]) })
    expect(asked.filter((call) => call === `POST ${REST}/session`)).toHaveLength(2)
  })

  it.each<[string, Behaviour]>([
    ['the sign-in is refused', { signIn: 401 }],
    ['the service is not up yet', { signIn: 503 }],
    ['a session could not be sent back', { signIn: 200, tags: 'none' }],
    ['an id would be no part of a path', { tags: ['../../session'] }],
    ['a tag has no name', { name: {} }],
    ['what is tagged cannot be understood', { attached: [{ tag_id: 7 }] }],
  ])('D9 where %s nothing is told: that is not "no tags"', async (_, behaviour) => {
    const { tags } = await start(behaviour)
    expect(await tags.read(budget)).toEqual({ kind: 'silent' })
  })

  it('a tag that nothing bears is told as null by some versions', async () => {
    const { tags } = await start({ attached: [{ tag_id: TAG, object_ids: null }] })
    expect(await tags.read(budget)).toEqual({ kind: 'told', byVm: new Map() })
  })

  it('D9 a "not found", as from a proxy before a vCenter that is starting, is no word about tags; only the version is', async () => {
    const { tags } = await start({ signIn: 404 })
    expect(await tags.read(budget)).toEqual({ kind: 'silent' })
    const has = (version: string | null, standalone = false) => tellsTags({ version, standalone })
    expect(['6.5.0', '6.7.0', '7.0.3', '8.0.2.0', '10.0', null].map((version) => has(version))).toEqual(Array(6).fill(true))
    expect(['5.5.0', '6.0.0'].map((version) => has(version))).toEqual([false, false])
    expect(has('8.0.2', true)).toBe(false)
  })

  it.each<[string | null, Behaviour]>([
    ['it does not let this account in (HTTP 401); to see tags it takes Read-only as a global permission', { signIn: 401 }],
    ['it does not let this account in (HTTP 403); to see tags it takes Read-only as a global permission', { list: 403 }],
    ['it answers HTTP 503', { signIn: 503 }],
    ['its answer cannot be understood', { tags: 'none' }],
    [null, {}],
  ])('D9 A12 says why tags are not told: %s', async (why, behaviour) => {
    const { tags } = await start(behaviour)
    expect(await tags.whyUntold(budget)).toBe(why)
  })

  it('D9 A12 also where nothing answers any more', async () => {
    const { tags } = await start()
    server?.closeAllConnections()
    await new Promise((closed) => server?.close(closed))
    expect(await tags.whyUntold(budget)).toBe('it does not answer')
  })

  it('D9 names are kept: the next reading goes on where one stopped, and hears of a new name', async () => {
    const OTHER = TAG.replace(':1:', ':2:')
    const names = new Map<string, string | null>([
      [TAG, 'web'],
      [OTHER, null],
    ])
    const on = (tag_id: string) => ({ tag_id, object_ids: [{ id: 'vm-1', type: 'VirtualMachine' }] })
    const { tags, asked } = await start({ tags: [TAG, OTHER], attached: [on(TAG), on(OTHER)], names })
    expect(await tags.read(budget)).toEqual({ kind: 'part' })
    names.set(OTHER, 'prod').set(TAG, null)
    expect(await tags.read(budget)).toEqual({ kind: 'told', byVm: new Map([['vm-1', ['prod', 'web']]]) })
    names.set(TAG, 'dc')
    expect(await tags.read(budget)).toEqual({ kind: 'told', byVm: new Map([['vm-1', ['dc', 'prod']]]) })
    expect(asked.filter((call) => call.endsWith('/tagging/tag'))).toHaveLength(3)
  })
})
