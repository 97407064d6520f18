import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { openAt, quick, value } from '../../../../e2e/peers/vcsim/session'
import { hasVcsim, startVcsim, type Vcsim } from '../../../../e2e/peers/vcsim/start'
import { openHttps, type HttpsClient } from '../../protocols/https/https-client'
import type { ManagerSession } from '../../ports'

const CIS = '/rest/com/vmware/cis'
const answerSchema = z.object({ value: z.string() })

describe.skipIf(!hasVcsim())('tags of a vCenter', () => {
  let lab: Vcsim
  let https: HttpsClient
  let session: ManagerSession
  let authorization: string
  let cookie: Record<string, string> = {}

  const post = async (path: string, body: unknown) => {
    const headers = {
      'content-type': 'application/json',
      ...cookie,
      ...(Object.keys(cookie).length === 0 ? { authorization } : {}),
    }
    return value(
      await https.request({ method: 'POST', path: CIS + path, headers, body: JSON.stringify(body), changes: true }, quick),
    )
  }
  const made = async (path: string, spec: unknown): Promise<string> =>
    answerSchema.parse(JSON.parse((await post(path, { create_spec: spec })).body)).value

  beforeAll(async () => {
    lab = await startVcsim({ vms: 3 })
    session = openAt(lab)
    https = openHttps({ url: lab.url, defaultPort: 443, pins: [lab.fingerprint], connections: 1 })
    authorization = `Basic ${Buffer.from(`${lab.user}:${lab.password}`).toString('base64')}`
    const signedIn = answerSchema.parse(JSON.parse((await post('/session', {})).body))
    cookie = { 'vmware-api-session-id': signedIn.value }
  }, 120_000)
  afterAll(async () => {
    await session?.close()
    await https?.close()
    await lab?.stop()
  })

  it('D9 a vCenter without any tag has told that there are none', async () => {
    expect(value(await session.inventory(quick)).vms.map(({ tags, tagsUntold }) => [tags, tagsUntold])).toEqual(
      Array.from({ length: 3 }, () => [[], undefined]),
    )
  })

  it('D9 each VM has the names of its tags, in the inventory and looked at alone', async () => {
    const category = await made('/tagging/category', {
      name: 'role',
      description: '',
      cardinality: 'MULTIPLE',
      associable_types: [],
    })
    const ids = value(await session.inventory(quick)).vms.map(({ nativeId }) => nativeId)
    for (const [name, tagged] of [
      ['dc', ids.slice(0, 1)],
      ['web', ids.slice(0, 2)],
      ['unused', []],
    ] as const) {
      const tag = await made('/tagging/tag', { name, description: '', category_id: category })
      for (const id of tagged)
        await post(`/tagging/tag-association/id:${tag}?~action=attach`, { object_id: { id, type: 'VirtualMachine' } })
    }
    const fresh = openAt(lab)
    expect(value(await fresh.observeVm(ids[0] ?? '', quick))).toMatchObject({ tags: [], tagsUntold: true })
    expect(value(await fresh.identify(quick)).notes?.join() ?? '').not.toContain('Tags are not told')
    const { vms } = value(await fresh.inventory(quick))
    const seen = new Map(vms.map(({ nativeId, tags }) => [nativeId, tags]))
    expect(ids.map((id) => seen.get(id))).toEqual([['dc', 'web'], ['web'], []])
    expect(vms.filter(({ tagsUntold }) => tagsUntold === true)).toEqual([])
    expect(value(await fresh.observeVm(ids[0] ?? '', quick))?.tags).toEqual(['dc', 'web'])
    await fresh.close()
  })
})
