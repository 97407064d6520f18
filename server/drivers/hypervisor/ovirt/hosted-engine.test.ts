import { expect, it } from 'vitest'
import { unreachable } from '../../ports'
import { parseXml } from '../../protocols/xml/xml-parser'
import type { EngineClient } from './engine-client'
import { other } from './failure'
import { globalMaintenance } from './hosted-engine'

const host = (id: string, held: string) => `<host id="${id}"><hosted_engine>${held}</hosted_engine></host>`

it('D6 D10 global maintenance of the hosted engine is recognised, asked for once a minute, and costs nothing where it is not told', async () => {
  const clock = { nowMs: 0 }
  const asked: string[] = []
  let answer: string | null =
    `<hosts>${host('h1', '<global_maintenance>true</global_maintenance>')}${host('h2', '')}<host id="h3"/></hosts>`
  const get: EngineClient['get'] = (path) => {
    asked.push(path)
    const value = answer === null ? null : parseXml(answer)
    return Promise.resolve(value === null ? other(unreachable('silent', 'wait')) : { kind: 'ok', value })
  }
  const client: EngineClient = {
    get,
    act: () => Promise.resolve(other(unreachable('', ''))),
    update: () => Promise.resolve(other(unreachable('', ''))),
    close: () => Promise.resolve(),
  }
  const told = globalMaintenance(client, () => clock.nowMs)
  const seen = async () => [...(await told({ deadlineMs: 1_000 }))]
  expect([await seen(), await seen()]).toEqual([['h1'], ['h1']])
  expect(asked).toEqual(['/hosts?all_content=true'])
  answer = null
  clock.nowMs += 61_000
  expect(await seen()).toEqual(['h1'])
  answer = `<hosts>${host('h1', '<global_maintenance>false</global_maintenance>')}</hosts>`
  clock.nowMs += 61_000
  expect(await seen()).toEqual([])
})
