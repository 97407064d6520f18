import { createServer, type Server } from 'node:http'
import { afterEach, describe, expect, it } from 'vitest'
import { TagService, tellsTags } from './tag-service'

const budget = { left: () => ({ deadlineMs: 5_000 }) }
const DOORS = {
  rest: { session: '/rest/com/vmware/cis/session', tagging: '/rest/com/vmware/cis/tagging', id: 'id:', query: '?~action=' },
  api: { session: '/api/session', tagging: '/api/cis/tagging', id: '', query: '?action=' },
} as const
type Door = keyof typeof DOORS
const VERSIONS = { rest: { version: '6.7.0' }, api: { version: '8.0.2.0' } }

/** A vCenter's REST service by its documentation: one tag on one VM and on a host. */
interface Behaviour {
  /** What this vCenter has. Absent: that of the version asked about. */
  readonly doors?: readonly Door[]
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

interface Started {
  readonly tags: TagService
  readonly asked: string[]
  readonly forget: () => void
}

const start = async (behaviour: Behaviour = {}): Promise<Started> => {
  const { doors = ['rest'] } = behaviour
  const asked: string[] = []
  let sessions = 0
  let valid = ''
  server = createServer((request, response) => {
    const { method = '', url = '' } = request
    asked.push(`${method} ${url}`)
    const door = doors.find((each) => url.startsWith(`/${each}/`))
    const answer = (status: number, value?: unknown) =>
      response.writeHead(status).end(value === undefined ? '' : JSON.stringify(door === 'api' ? value : { value }))
    if (door === undefined) return response.writeHead(404).end('Not Found')
    const { session, tagging, id: prefix, query } = DOORS[door]
    if (url === session) {
      if (method === 'DELETE') return answer(door === 'api' ? 204 : 200)
      const isRight = request.headers.authorization === `Basic ${Buffer.from('me:blue & green').toString('base64')}`
      sessions += 1
      valid = `${door}-${sessions}`
      return answer(behaviour.signIn ?? (isRight ? (door === 'api' ? 201 : 200) : 401), valid)
    }
    if (request.headers['vmware-api-session-id'] !== valid) return answer(401)
    if (url === `${tagging}/tag`) return answer(behaviour.list ?? 200, behaviour.tags ?? [TAG])
    const id = url.split(`${tagging}/tag/${prefix}`)[1]
    const named = id === undefined ? undefined : behaviour.names?.get(id)
    if (named !== undefined) return named === null ? answer(503) : answer(200, { name: named, category_id: 'c' })
    if (id === TAG) return answer(200, behaviour.name ?? { name: 'dc', category_id: 'c' })
    if (url === `${tagging}/tag-association${query}list-attached-objects-on-tags`)
      return answer(200, behaviour.attached ?? attached)
    return answer(404)
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

const ONE = { kind: 'told', byVm: new Map([['vm-1', ['dc']]]) }

describe.each<Door>(['rest', 'api'])('the tag service at /%s', (door) => {
  const about = VERSIONS[door]
  const { session } = DOORS[door]
  const begin = (behaviour: Behaviour = {}) => start({ doors: [door], ...behaviour })

  it('tells names by VM, and signs in once for several readings', async () => {
    const { tags, asked } = await begin()
    for (const reading of [await tags.read(about, budget), await tags.read(about, budget)]) expect(reading).toEqual(ONE)
    expect(asked.filter((call) => call === `POST ${session}`)).toHaveLength(1)
  })

  it('A9 a session that was thrown out is renewed, once', async () => {
    const { tags, asked, forget } = await begin()
    await tags.read(about, budget)
    forget()
    expect(await tags.read(about, budget)).toEqual(ONE)
    expect(asked.filter((call) => call === `POST ${session}`)).toHaveLength(2)
  })

  it.each<[string, Behaviour]>([
    ['the sign-in is refused', { signIn: 401 }],
    ['the service is not up yet', { signIn: 503 }],
    ['a session could not be sent back', { signIn: 200, tags: 'none' }],
    ['an id would be no part of a path', { tags: ['../../session'] }],
    ['a tag has no name', { name: {} }],
    ['what is tagged cannot be understood', { attached: [{ tag_id: 7 }] }],
  ])('D9 where %s nothing is told: that is not "no tags"', async (_, behaviour) => {
    const { tags } = await begin(behaviour)
    expect(await tags.read(about, budget)).toEqual({ kind: 'silent' })
  })

  it('a tag that nothing bears is told as null by some versions', async () => {
    const { tags } = await begin({ attached: [{ tag_id: TAG, object_ids: null }] })
    expect(await tags.read(about, budget)).toEqual({ kind: 'told', byVm: new Map() })
  })

  it('D9 a "not found", as from a proxy before a vCenter that is starting, is no word about tags', async () => {
    const { tags } = await begin({ signIn: 404 })
    expect(await tags.read(about, budget)).toEqual({ kind: 'silent' })
  })

  it.each<[string | null, Behaviour]>([
    ['it does not let this account in (HTTP 401); to see tags it takes Read-only as a global permission', { signIn: 401 }],
    ['it does not let this account in (HTTP 403); to see tags it takes Read-only as a global permission', { list: 403 }],
    ['it answers HTTP 503', { signIn: 503 }],
    ['its answer cannot be understood', { tags: 'none' }],
    [null, {}],
  ])('D9 A12 says why tags are not told: %s', async (why, behaviour) => {
    const { tags } = await begin(behaviour)
    expect(await tags.whyUntold(about, budget)).toBe(why)
  })

  it('D9 A12 also where nothing answers any more', async () => {
    const { tags } = await begin()
    server?.closeAllConnections()
    await new Promise((closed) => server?.close(closed))
    expect(await tags.whyUntold(about, budget)).toBe('it does not answer')
  })

  it('D9 names are kept: the next reading goes on where one stopped, and hears of a new name', async () => {
    const OTHER = TAG.replace(':1:', ':2:')
    const names = new Map<string, string | null>([
      [TAG, 'web'],
      [OTHER, null],
    ])
    const on = (tag_id: string) => ({ tag_id, object_ids: [{ id: 'vm-1', type: 'VirtualMachine' }] })
    const { tags, asked } = await begin({ tags: [TAG, OTHER], attached: [on(TAG), on(OTHER)], names })
    expect(await tags.read(about, budget)).toEqual({ kind: 'part' })
    names.set(OTHER, 'prod').set(TAG, null)
    expect(await tags.read(about, budget)).toEqual({ kind: 'told', byVm: new Map([['vm-1', ['prod', 'web']]]) })
    names.set(TAG, 'dc')
    expect(await tags.read(about, budget)).toEqual({ kind: 'told', byVm: new Map([['vm-1', ['dc', 'prod']]]) })
    expect(asked.filter((call) => call.endsWith('/tagging/tag'))).toHaveLength(3)
  })
})

it('D9 whether there are tags only the version says', () => {
  const has = (version: string | null, standalone = false) => tellsTags({ version, standalone })
  expect(['6.5.0', '6.7.0', '7.0.3', '8.0.2.0', '10.0', null].map((version) => has(version))).toEqual(Array(6).fill(true))
  expect(['5.5.0', '6.0.0'].map((version) => has(version))).toEqual([false, false])
  expect(has('8.0.2', true)).toBe(false)
})

describe('which of the two services of a vCenter is asked for tags', () => {
  const read = async (tags: TagService, version: string | null) => tags.read({ version }, budget)
  const doorsOf = (asked: readonly string[]) => asked.map((call) => call.split('/')[1])

  it.each<[string | null, Door]>([
    [null, 'rest'],
    ['6.5.0', 'rest'],
    ['7.0.1', 'rest'],
    ['7.0.2', 'api'],
    ['7.0.3.01000', 'api'],
    ['8.0.0', 'api'],
    ['9.0.0.0', 'api'],
  ])('where it has both, of version %s: /%s', async (version, door) => {
    const { tags, asked } = await start({ doors: ['rest', 'api'] })
    expect(await read(tags, version)).toEqual(ONE)
    expect(new Set(doorsOf(asked))).toEqual(new Set([door]))
  })

  it.each<[string | null, Door]>([
    ['9.1.0', 'rest'],
    ['7.0.1', 'api'],
    [null, 'api'],
  ])('D9 of version %s, where only /%s is there, it is found, and asked first from then on', async (version, door) => {
    const { tags, asked } = await start({ doors: [door] })
    expect(await read(tags, version)).toEqual(ONE)
    const before = asked.length
    expect(await read(tags, version)).toEqual(ONE)
    expect(new Set(doorsOf(asked.slice(before)))).toEqual(new Set([door]))
  })

  it('D9 a vCenter that has lost one of them in an update is asked at the other', async () => {
    const doors: Door[] = ['rest']
    const { tags } = await start({ doors })
    expect(await read(tags, '7.0.1')).toEqual(ONE)
    doors.splice(0, 1, 'api')
    expect(await read(tags, '7.0.1')).toEqual(ONE)
  })

  it('D9 an answer of either in the wrapping of the other is not understood: nothing is told, and nothing else asked', async () => {
    for (const [version, signedIn] of [
      ['8.0.0', '{"value":"rest-1"}'],
      ['6.7.0', '"api-1"'],
    ] as const) {
      const asked: string[] = []
      server = createServer((request, response) => {
        asked.push(request.url ?? '')
        response.writeHead(200).end(signedIn)
      })
      await new Promise<void>((done) => server?.listen(0, '127.0.0.1', done))
      const address = server.address()
      const url = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`
      const tags = new TagService({
        address: { kind: 'vsphere', url, pins: [] },
        secret: { kind: 'password', user: 'me', password: 'x' },
      })
      expect(await tags.read({ version }, budget)).toEqual({ kind: 'silent' })
      expect(await tags.whyUntold({ version }, budget)).toBe('its answer cannot be understood')
      expect(new Set(asked).size).toBe(1)
      await tags.close()
      server.close()
    }
  })

  it('D9 a tag that is gone meanwhile is no missing service', async () => {
    const { tags, asked } = await start({ doors: ['rest', 'api'], tags: [TAG, TAG.replace(':1:', ':9:')] })
    expect(await read(tags, '8.0.0')).toEqual({ kind: 'part' })
    expect(new Set(doorsOf(asked))).toEqual(new Set(['api']))
  })
})
